using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeepExp.Site;

/// <summary>A headless Chromium, asked over its DevTools protocol: JSON on a web socket, which needs no package.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly string[] Flags =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-port=0",
    ];

    private readonly string profile = Directory.CreateTempSubdirectory("site-browser").FullName;
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> asked = new();
    private readonly ConcurrentDictionary<string, Tab> tabs = new();
    private readonly TaskCompletionSource<Uri> address = new();
    private int lastId;

    private Browser(string path)
    {
        process = new Process
        {
            StartInfo = new(path, [.. Flags, $"--user-data-dir={profile}", "about:blank"])
            {
                RedirectStandardError = true,
            },
        };
        process.ErrorDataReceived += (_, line) =>
        {
            const string Listening = "DevTools listening on ";
            if (line.Data?.StartsWith(Listening, StringComparison.Ordinal) == true)
                address.TrySetResult(new Uri(line.Data[Listening.Length..]));
        };
        process.Start();
        process.BeginErrorReadLine();
    }

    public static async Task<Browser> Start()
    {
        var browser = new Browser(Find());
        var address = await browser.address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await browser.socket.ConnectAsync(address, default);
        _ = browser.Listen();
        return browser;
    }

    /// <summary>A new tab, which no other shares anything with but the browser.</summary>
    public async Task<Tab> Open()
    {
        var target = (string)
            (await Ask("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        var attached = await Ask(
            "Target.attachToTarget",
            new { targetId = target, flatten = true }
        );
        var tab = new Tab(this, (string)attached["sessionId"]!);
        tabs[tab.Session] = tab;
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"])
            await tab.Ask($"{domain}.enable");
        return tab;
    }

    internal async Task<JsonNode> Ask(
        string method,
        object? parameters = null,
        string? session = null
    )
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new Dictionary<string, object>
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? new { },
        };
        if (session is not null)
            message["sessionId"] = session;
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(message),
                WebSocketMessageType.Text,
                true,
                default
            );
        }
        finally
        {
            sending.Release();
        }
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        while (socket.State == WebSocketState.Open)
        {
            var part = await socket.ReceiveAsync(buffer, default);
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            message.Position = 0;
            Hear(JsonNode.Parse(message)!);
            message.SetLength(0);
        }
    }

    private void Hear(JsonNode message)
    {
        if (message["id"] is { } id && asked.TryRemove((int)id, out var answer))
        {
            if (message["error"] is { } error)
                answer.SetException(new InvalidOperationException(error.ToJsonString()));
            else
                answer.SetResult(message["result"]!);
        }
        else if (
            message["sessionId"] is { } session
            && tabs.TryGetValue((string)session!, out var tab)
        )
        {
            tab.Hear((string)message["method"]!, message["params"]!);
        }
    }

    private static string Find()
    {
        string[] usual =
        [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Environment.GetEnvironmentVariable("CHROME_PATH")
            ?? usual
                .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "The tests of the site need Chromium (or Chrome, or Edge): install it, or say in CHROME_PATH where it is."
            );
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        socket.Dispose();
        sending.Dispose();
        Directory.Delete(profile, recursive: true);
    }
}
