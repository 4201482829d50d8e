using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Runs;

if (args.Length == 0 || args.Contains("--help") || args.Contains("-h"))
{
    HelpText.Write(Console.Out);
    return 0;
}

var options = OptionReader.Read(args, out var faults);
if (faults.Count > 0)
{
    faults.ForEach(Console.Error.WriteLine);
    Console.Error.WriteLine("See --help.");
    return 2;
}

try
{
    var report = LoadRunner.Run(options);
    SummaryTable.Write(Console.Out, report);
    ReportFiles.Write(options, report);
    return report.Passed ? 0 : 1;
}
catch (TimeoutException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
