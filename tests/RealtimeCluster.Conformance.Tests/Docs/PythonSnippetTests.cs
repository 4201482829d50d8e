using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>What the Python of the documentation prints is a session token that holds.</summary>
public sealed class PythonSnippetTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Snippet_Run_PrintsASessionToken()
    {
        var snippet = Assert.Single(Snippet.OfLanguage("python"));

        var (exitCode, output) = await HostProcess.RunAsync(Deadline, "python3", "-c", snippet.Text);

        Assert.True(exitCode == 0, output);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(output.Trim(), new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(DocumentedServer.SessionSecret)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("demo", result.Claims["envId"]);
        Assert.Equal("ada", result.Claims["userId"]);
    }
}
