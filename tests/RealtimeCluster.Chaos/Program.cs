using System.Runtime.InteropServices;
using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Reports;
using RealtimeCluster.Chaos.Runs;
using RealtimeCluster.Chaos.Strangers;

if (args is [StrangerProcess.Verb, .. var order])
{
    await StrangerProcess.MainAsync(order);
    return 0;
}

if (args.Contains("--help") || args.Contains("-h"))
{
    OptionReader.WriteHelp(Console.Out);
    return 0;
}

var options = OptionReader.Read(args, out var faults);
if (faults.Count > 0)
{
    faults.ForEach(Console.Error.WriteLine);
    Console.Error.WriteLine("See --help.");
    return 2;
}

using var giveUp = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, GiveUp);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, GiveUp);
Console.WriteLine($"seed {options.Seed}");
try
{
    var findings = await new ChaosRun(options).RunAsync(giveUp.Token);
    SummaryTable.Write(Console.Out, findings);
    if (options.JsonFile is { } path)
    {
        JsonReport.Write(path, findings);
    }

    return findings.Violations.Count == 0 ? 0 : 1;
}
catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
{
    Console.Error.WriteLine("Given up; everything started was ended.");
    return 130;
}

void GiveUp(PosixSignalContext signal)
{
    signal.Cancel = true;
    giveUp.Cancel();
}
