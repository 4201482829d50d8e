using System.Text;
using RealtimeCluster.Gateway.Rules;

namespace RealtimeCluster.Gateway.Tests.Rules;

public sealed class EventNameTokenTests
{
    private const int MaxBytes = 64;

    [Theory]
    [InlineData("\"channel:join\"")]
    [InlineData("\"channel:leave\"")]
    [InlineData("\"channel:update\"")]
    [InlineData("\"exception\"")]
    [InlineData("\"user:\"")]
    [InlineData("\"user:signout\"")]
    [InlineData("\"user\\u003asignout\"")]
    [InlineData("\"\\u0065xception\"")]
    public void Check_NameOfTheServersOwnEvents_IsRefusedToClientsWhileProtected(string token)
    {
        Assert.Equal("reserved_event_name", Check(token, protectOwn: true));
        Assert.Null(Check(token, protectOwn: false));
    }

    [Theory]
    [InlineData("\"channel:joined\"")]
    [InlineData("\"Channel:join\"")]
    [InlineData("\"users:signin\"")]
    [InlineData("\" exception\"")]
    [InlineData("\"\"")]
    [InlineData("-7")]
    public void Check_AnyOtherName_Goes(string token) => Assert.Null(Check(token, protectOwn: true));

    [Theory]
    [InlineData("\"disconnect\"", "reserved_event_name")]
    [InlineData("", "invalid_event_name")]
    [InlineData("{}", "invalid_event_name")]
    [InlineData("true", "invalid_event_name")]
    [InlineData("\"01234567890123456789012345678901234567890123456789012345678901234\"", "event_name_too_long")]
    public void Check_NameThatBreaksReceivers_IsRefusedInAnyCase(string token, string code)
    {
        Assert.Equal(code, Check(token, protectOwn: false));
    }

    private static string? Check(string token, bool protectOwn) => EventNameToken.Check(Encoding.UTF8.GetBytes(token), MaxBytes, protectOwn);
}
