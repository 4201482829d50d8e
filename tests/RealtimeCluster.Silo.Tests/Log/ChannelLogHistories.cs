using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log;
using static RealtimeCluster.Silo.Tests.Log.LogBuilder;

namespace RealtimeCluster.Silo.Tests.Log;

/// <summary>Random histories of a log, against the plainest model of what a channel is.</summary>
public sealed class ChannelLogHistories
{
    private const int GatewayCount = 3;

    private static readonly Gen<Step> GenStep = Gen.Select(
        Gen.Int[0, GatewayCount - 1],
        Gen.Int[0, 99],
        Gen.Int[0, 5],
        Gen.Bool,
        static (gateway, kind, connection, isRepeated) => new Step(gateway, kind, connection, isRepeated));

    [Fact]
    public void Apply_RandomHistory_AgreesWithTheModel() => GenStep.Array[1, 60].Sample(
        static steps =>
        {
            var run = new Run();
            foreach (var step in steps)
            {
                run.Take(step);
            }
        },
        iter: 20_000);

    private sealed record Step(int Gateway, int Kind, int Connection, bool IsRepeated);

    private sealed class Run
    {
        private readonly ChannelLog _log = Create(maxEventCount: 10_000);
        private readonly List<(string Id, int Gateway, string? Profile)> _members = [];
        private readonly long[] _sequences = new long[GatewayCount];
        private long _offset;

        public void Take(Step step)
        {
            if (step.Kind >= 97)
            {
                Lose(step.Gateway);
                return;
            }

            // A connection lives on one gateway, so the gateway is part of its name.
            var id = $"g{step.Gateway}c{step.Connection}";
            var profile = $"p{_offset}";
            var (command, isEvent) = step.Kind switch
            {
                < 30 => (Join(id, profile), !Has(id)),
                < 50 => (Leave(id), Has(id)),
                < 65 => (Update(id, profile), Has(id)),
                _ => (Publish("x", id), true),
            };
            var before = Interested();
            var batch = Batch(LogBuilder.Gateway(step.Gateway), ++_sequences[step.Gateway], command);
            var applied = _log.Apply(batch);
            Model(step, id, profile, isEvent);

            Assert.Equal(isEvent ? 1 : 0, applied.Events.Length);
            if (isEvent)
            {
                Assert.Equal(_offset, applied.Events[0].Offset);
                Assert.Equal(before.Union(Interested()).Order(), applied.Targets.Select(Number).Order());
            }

            if (step.IsRepeated)
            {
                Assert.Empty(_log.Apply(batch).Events);
            }

            Compare();
        }

        private void Model(Step step, string id, string profile, bool isEvent)
        {
            if (!isEvent)
            {
                return;
            }

            _offset++;
            switch (step.Kind)
            {
                case < 30:
                    _members.Add((id, step.Gateway, profile));
                    break;
                case < 50:
                    _members.RemoveAll(member => member.Id == id);
                    break;
                case < 65:
                    var place = _members.FindIndex(member => member.Id == id);
                    _members[place] = (id, step.Gateway, profile);
                    break;
            }
        }

        private void Lose(int gateway)
        {
            var gone = _members.Where(member => member.Gateway == gateway).Select(static member => member.Id).ToArray();
            var applied = _log.LoseGateway(LogBuilder.Gateway(gateway), graceEnd: 0);
            _members.RemoveAll(member => member.Gateway == gateway);
            _offset += gone.Length;

            Assert.Equal(gone, applied.Events.Select(static e => e.ConnectionId));
            Compare();
        }

        private void Compare()
        {
            var list = _log.GetMembers();
            var members = list.ToMembers();
            Assert.Equal(_offset, list.Position.Offset);
            Assert.Equal(_members.Select(static member => member.Id), members.Select(static member => member.ConnectionId));
            Assert.Equal(
                _members.Select(static member => $"\"{member.Profile}\""),
                members.Select(static member => System.Text.Encoding.UTF8.GetString(member.Profile!.Json)));
        }

        private bool Has(string id) => _members.Any(member => member.Id == id);

        private HashSet<int> Interested() => [.. _members.Select(static member => member.Gateway)];

        private static int Number(GatewayId gateway) => gateway.Address.Endpoint.Port - 5000;
    }
}
