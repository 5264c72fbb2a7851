using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeepExp.Site;

/// <summary>A tab of the browser: goes to pages, evaluates JavaScript, and notes what goes wrong and what is asked from where.</summary>
internal sealed class Tab(Browser browser, string session)
{
    private readonly Lock noting = new();
    private readonly List<string> errors = [];
    private readonly List<Uri> requests = [];
    private TaskCompletionSource loaded = new();

    public string Session => session;

    /// <summary>What went wrong since the last page was asked for: in the console, in scripts, while loading.</summary>
    public string[] Errors
    {
        get
        {
            lock (noting)
                return [.. errors];
        }
    }

    /// <summary>All addresses that the page has asked for.</summary>
    public Uri[] Requests
    {
        get
        {
            lock (noting)
                return [.. requests];
        }
    }

    public Task<JsonNode> Ask(string method, object? parameters = null) =>
        browser.Ask(method, parameters, session);

    /// <summary>Until all of the page is there, and its scripts and fonts.</summary>
    public async Task Go(Uri page)
    {
        lock (noting)
        {
            errors.Clear();
            requests.Clear();
        }
        loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Ask("Page.navigate", new { url = page.AbsoluteUri });
        await loaded.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Evaluate<bool>("document.fonts.ready.then(() => true)");
    }

    /// <summary>Until this JavaScript is true.</summary>
    public async Task Until(string condition)
    {
        for (var tries = 0; !await Evaluate<bool>(condition); tries++)
        {
            if (tries == 200)
                throw new TimeoutException(condition);
            await Task.Delay(50);
        }
    }

    public async Task<T> Evaluate<T>(string expression)
    {
        var answer = await Ask(
            "Runtime.evaluate",
            new
            {
                expression,
                awaitPromise = true,
                returnByValue = true,
            }
        );
        if (answer["exceptionDetails"] is { } exception)
            throw new InvalidOperationException(exception.ToJsonString());
        return answer["result"]!["value"].Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    public Task Size(int width, int height) =>
        Ask(
            "Emulation.setDeviceMetricsOverride",
            new
            {
                width,
                height,
                deviceScaleFactor = 1,
                mobile = false,
            }
        );

    /// <summary>What the reader's system prefers: light or dark.</summary>
    public Task Prefer(string scheme) =>
        Ask(
            "Emulation.setEmulatedMedia",
            new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } }
        );

    internal void Hear(string method, JsonNode what)
    {
        lock (noting)
        {
            switch (method)
            {
                case "Page.loadEventFired":
                    loaded.TrySetResult();
                    break;
                case "Network.requestWillBeSent":
                    requests.Add(new Uri((string)what["request"]!["url"]!));
                    break;
                case "Network.responseReceived" when (int)what["response"]!["status"]! >= 400:
                    errors.Add($"{what["response"]!["status"]} {what["response"]!["url"]}");
                    break;
                case "Network.loadingFailed" when (bool?)what["canceled"] != true:
                    errors.Add($"{what["errorText"]}");
                    break;
                case "Runtime.exceptionThrown":
                    errors.Add(
                        $"{what["exceptionDetails"]!["exception"]?["description"] ?? what["exceptionDetails"]!["text"]}"
                    );
                    break;
                case "Runtime.consoleAPICalled"
                    when (string)what["type"]! is "error" or "warning" or "assert":
                    errors.Add(
                        string.Join(
                            " ",
                            what["args"]!
                                .AsArray()
                                .Select(part => part!["value"] ?? part["description"])
                        )
                    );
                    break;
                case "Log.entryAdded" when (string)what["entry"]!["level"]! is "error" or "warning":
                    errors.Add($"{what["entry"]!["text"]} {what["entry"]!["url"]}");
                    break;
            }
        }
    }
}
