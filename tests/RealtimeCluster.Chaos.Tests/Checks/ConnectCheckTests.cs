using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

public sealed class ConnectCheckTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Run_RefusedConnect_IsAViolationWhereEveryConnectHasToSucceed(bool mustConnect, int expected)
    {
        var ledger = new Ledger();
        ledger.Refuse(new RefusedConnect("a", TimeSpan.FromSeconds(3), "balancer: HTTP/1.1 503"));

        var findings = Checker.Run(ledger, new CheckerOptions { MustConnect = mustConnect });

        Assert.Equal(expected, findings.Violations.Count(static violation => violation.Kind == ViolationKind.Connect));
        Assert.Equal(1, findings.RefusedConnectCount);
    }
}
