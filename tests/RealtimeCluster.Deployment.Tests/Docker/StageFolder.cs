namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>
/// The folder that stands for the file system of a stage. Stages of one name are taken in the same folder, one image after the other, so that a project
/// which several images hold is restored and compiled once.
/// </summary>
/// <remarks>
/// A build must not succeed by what another image copied. When a command runs, nothing is there but what this stage copied and the <c>bin</c> and
/// <c>obj</c> of former ones, which count for nothing where a project or an input is missing. They go too if this stage lacks a file of a folder that it
/// has, since a build would not notice that for every kind of file.
/// </remarks>
/// <param name="root">The folder.</param>
internal sealed class StageFolder(string root)
{
    private static readonly string[] Outputs = ["bin", "obj"];

    // By the first folder they lie in, what the outputs that are there were made of.
    private readonly Dictionary<string, HashSet<string>> _sources = [];
    private readonly HashSet<string> _copied = [];
    private bool _isPrepared;

    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateDirectory(root).FullName;

    /// <summary>Begins the stage of the next image.</summary>
    public void Begin()
    {
        _copied.Clear();
        _isPrepared = false;
    }

    /// <summary>Copies a file, with its time of change, by which builds tell what is stale.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">The file that it becomes.</param>
    public void Copy(string source, string target)
    {
        target = Path.GetFullPath(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target, overwrite: true);
        _copied.Add(target);
    }

    /// <summary>Removes what this stage has not copied, before its first command; what that one makes is there for the next.</summary>
    /// <param name="workingFolder">The folder that the command runs in.</param>
    public void RemoveRest(string workingFolder)
    {
        if (_isPrepared)
        {
            return;
        }

        _isPrepared = true;
        var hasAll = true;
        var tops = _copied.GroupBy(path => TopOf(Path.GetRelativePath(workingFolder, path))).ToDictionary(static group => group.Key, static group => group.ToHashSet());

        // What lies in the working folder itself rules all that is beneath it, so it counts even if this stage has none.
        tops.TryAdd(string.Empty, []);
        foreach (var (top, files) in tops)
        {
            hasAll &= !_sources.TryGetValue(top, out var former) || former.IsSubsetOf(files);
            _sources[top] = files;
        }

        foreach (var file in Directory.GetFiles(Root, "*", SearchOption.AllDirectories))
        {
            var isOutput = Path.GetRelativePath(Root, file).Split('/').Intersect(Outputs).Any();
            if (!_copied.Contains(file) && !(isOutput && hasAll))
            {
                File.Delete(file);
            }
        }
    }

    private static string TopOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : string.Empty;
}
