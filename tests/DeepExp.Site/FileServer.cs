using System.Net;
using System.Net.Sockets;

namespace DeepExp.Site;

/// <summary>The files of a folder on a free port of this machine.</summary>
internal sealed class FileServer : IDisposable
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
    };

    private readonly string folder;
    private readonly HttpListener listener = new();

    public FileServer(string folder)
    {
        this.folder = folder;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }
        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    private async Task Serve()
    {
        while (listener.IsListening)
            _ = Answer(await listener.GetContextAsync());
    }

    private async Task Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var file = Path.Join(
            folder,
            context.Request.Url!.LocalPath is "/" ? "index.html" : context.Request.Url.LocalPath
        );
        if (File.Exists(file))
        {
            response.ContentType = Types.GetValueOrDefault(
                Path.GetExtension(file),
                "application/octet-stream"
            );
            if (response.ContentType != Types[".html"])
                response.AddHeader("Cache-Control", "max-age=600");
            await response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
        }
        else
            response.StatusCode = 404;
    }

    public void Dispose() => listener.Close();
}
