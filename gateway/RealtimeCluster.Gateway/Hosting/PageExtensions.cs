using Microsoft.AspNetCore.Builder;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Lets a gateway serve pages of its own beside what it is for.</summary>
public static class PageExtensions
{
    /// <summary>Serves the files of the host's web root (<c>--webroot FOLDER</c>; default <c>wwwroot</c> beside the program), if there is such a folder.</summary>
    /// <param name="app">The web application.</param>
    public static WebApplication UsePages(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (Directory.Exists(app.Environment.WebRootPath))
        {
            app.UseDefaultFiles();
            app.UseStaticFiles();
        }

        return app;
    }
}
