using Xunit;

namespace DeepExp.Site;

/// <summary>What a reader does.</summary>
[Collection(OneSite.Name)]
public sealed class ReaderTests(Site site)
{
    private const string IsDark =
        "getComputedStyle(document.body).backgroundColor === 'rgb(20, 21, 26)'";

    [Fact]
    public async Task The_root_leads_to_the_first_page()
    {
        var tab = await site.Open();
        await tab.Go(site.Address);
        await tab.Until($"location.href === '{site.First}'");
    }

    [Fact]
    public async Task The_search_finds_a_function_and_opens_it()
    {
        var tab = await site.Open();
        await tab.Go(site.First);
        await Search(tab);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task The_search_in_Japanese_finds_a_chapter_in_Japanese()
    {
        var tab = await site.Open();
        await tab.Go(new Uri(site.Address, "ja/teacher-data.html"));
        await Search(tab, "学習 損失");
        await tab.Until("document.querySelector('dialog li a')?.textContent === '4. 学習'");
    }

    [Fact]
    public async Task The_search_says_when_there_is_nothing()
    {
        var tab = await site.Open();
        await tab.Go(site.First);
        await Search(tab, "no such word: qqqq");
        await tab.Until("document.querySelector('dialog .empty').checkVisibility()");
    }

    [Fact]
    public async Task Pages_can_be_read_and_searched_from_a_folder()
    {
        var tab = await site.Open();
        await tab.Go(new Uri(Path.Combine(site.Folder, "start/first-steps.html")));
        Assert.Equal(
            site.Visits[site.First.AbsoluteUri].Look.Formulas,
            await tab.Evaluate<int>("document.querySelectorAll('.math .katex').length")
        );
        await Search(tab);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task The_button_turns_light_into_dark_for_all_pages_to_come()
    {
        var tab = await site.Open();
        await tab.Prefer("light");
        await tab.Go(site.First);
        Assert.False(await tab.Evaluate<bool>(IsDark));
        await Press(tab);
        Assert.True(await tab.Evaluate<bool>(IsDark));
        await tab.Go(new Uri(site.Address, "reference/index.html"));
        Assert.True(await tab.Evaluate<bool>(IsDark));
        await Press(tab);
        Assert.False(await tab.Evaluate<bool>(IsDark));
        await tab.Evaluate<string?>("localStorage.clear()");

        static Task Press(Tab tab) =>
            tab.Evaluate<string?>("document.getElementById('theme-button').click()");
    }

    [Fact]
    public async Task The_first_key_leads_past_the_menu()
    {
        var tab = await site.Open();
        await tab.Go(site.First);
        await Press("Tab");
        await tab.Until(
            "document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().top >= 0"
        );
        await Press("Enter");
        await tab.Until("location.hash === '#content'");

        async Task Press(string key)
        {
            var (code, text) = key == "Tab" ? (9, "") : (13, "\r");
            foreach (var type in (string[])["keyDown", "keyUp"])
                await tab.Ask(
                    "Input.dispatchKeyEvent",
                    new
                    {
                        type,
                        key,
                        code = key,
                        windowsVirtualKeyCode = code,
                        text,
                    }
                );
        }
    }

    [Fact]
    public async Task On_paper_there_is_the_text_alone()
    {
        var tab = await site.Open();
        await tab.Ask("Emulation.setEmulatedMedia", new { media = "print" });
        await tab.Go(site.First);
        Assert.Equal(
            ["MAIN"],
            await tab.Evaluate<string[]>(
                "[...document.body.children].filter((part) => part.checkVisibility()).map((part) => part.tagName)"
            )
        );
    }

    /// <summary>Types words, and opens leakyRelu when it is among what is found.</summary>
    private static async Task Search(Tab tab, string words = "leakyRelu")
    {
        await tab.Evaluate<string?>("document.getElementById('search-button').click()");
        await tab.Ask("Input.insertText", new { text = words });
        if (words != "leakyRelu")
            return;
        const string Found =
            "[...document.querySelectorAll('dialog li a')].find((link) => link.textContent === 'Activation.leakyRelu')";
        await tab.Until($"{Found} !== undefined");
        await tab.Evaluate<string?>($"{Found}.click()");
        await tab.Until(
            "location.href.endsWith('reference/deepexp-functional-activation.html#leakyRelu') && document.getElementById('leakyRelu') !== null"
        );
    }
}
