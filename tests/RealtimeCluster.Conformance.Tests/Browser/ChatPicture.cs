using System.Security.Cryptography;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Browser;

/// <summary>The picture of the chat page in the README, which is of the page as it is.</summary>
public sealed class ChatPicture
{
    /// <summary>Where the page lies.</summary>
    internal static string Pages { get; } = Path.Combine(Repository.Root, "deploy/standalone/wwwroot");

    [Fact]
    public void Picture_IsOfThePageAsItIs()
    {
        var picture = Path.Combine(Repository.Root, "docs/images/chat.png");

        Assert.True(File.Exists(picture));
        Assert.True(
            File.ReadAllText(Path.ChangeExtension(picture, ".sha256")) == DigestOfPage(),
            $"The page has changed since its picture was taken: run {nameof(ChatPageTests)} with CHAT_SCREENSHOT=docs/images.");
    }

    /// <summary>Tells the page from every other.</summary>
    internal static string DigestOfPage()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(Pages).Order(StringComparer.Ordinal))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return $"{Convert.ToHexStringLower(hash.GetHashAndReset())}\n";
    }
}
