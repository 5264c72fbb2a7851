using Xunit;

namespace DeepExp.Site;

/// <summary>What holds on every page.</summary>
[Collection(OneSite.Name)]
public sealed class PageTests(Site site)
{
    [Fact]
    public void Pages_load_without_an_error_or_a_warning() => None((_, visit) => visit.Errors);

    [Fact]
    public void Pages_ask_no_other_host() =>
        None(
            (_, visit) =>
                visit
                    .Requests.Where(request =>
                        request.Scheme != "data" && request.Authority != site.Address.Authority
                    )
                    .Select(request => request.AbsoluteUri)
        );

    [Fact]
    public void Pictures_are_whole_and_have_a_text() =>
        None((_, visit) => visit.Look.BrokenPictures.Concat(visit.Look.NamelessPictures));

    [Fact]
    public void Formulas_are_typeset() =>
        None(
            (_, visit) =>
                visit.Look.Formulas == visit.Look.RenderedFormulas
                    ? visit.Look.RawFormulas
                    :
                    [
                        $"{visit.Look.RenderedFormulas} of {visit.Look.Formulas} formulas",
                        .. visit.Look.RawFormulas,
                    ]
        );

    [Fact]
    public void Pages_with_formulas_are_among_them() =>
        Assert.Contains(site.Visits.Values, visit => visit.Look.Formulas > 0);

    [Fact]
    public void Pages_fit_a_phone_and_nothing_is_cut_off() =>
        None(
            (_, visit) =>
                visit.Look.Width <= visit.Room
                    ? visit.Look.Clipped
                    : [$"{visit.Look.Width} px wide", .. visit.Look.Clipped]
        );

    [Fact]
    public void Texts_stand_out_in_light() => None((_, visit) => visit.PaleInLight);

    [Fact]
    public void Texts_stand_out_in_dark() => None((_, visit) => visit.PaleInDark);

    [Fact]
    public void Links_lead_to_pages_and_places_that_are_there() =>
        None((_, visit) => visit.Look.Links.Where(link => !Leads(link)));

    [Fact]
    public void The_reference_says_something_of_every_name() =>
        None((_, visit) => visit.Look.Unsaid);

    [Fact]
    public void Ids_are_not_repeated() => None((_, visit) => visit.Look.RepeatedIds);

    [Fact]
    public void Pages_have_one_heading_of_the_first_rank_and_a_title() =>
        None(
            (_, visit) =>
                visit.Look.Headings == 1 && !visit.Look.Title.StartsWith(' ')
                    ? []
                    : [$"{visit.Look.Headings} headings, title «{visit.Look.Title}»"]
        );

    [Fact]
    public void Pages_say_their_language() =>
        None(
            (page, visit) =>
                visit.Look.Language
                == (page.Contains("/ja/", StringComparison.Ordinal) ? "ja" : "en")
                    ? []
                    : [visit.Look.Language]
        );

    [Fact]
    public void Buttons_have_names() => None((_, visit) => visit.Look.NamelessButtons);

    [Fact]
    public void Every_page_is_reached_from_the_first()
    {
        var reached = new HashSet<string>();
        var waiting = new Stack<string>([site.First.AbsoluteUri]);
        while (waiting.TryPop(out var page))
            if (site.Visits.TryGetValue(page, out var visit) && reached.Add(page))
                foreach (var link in visit.Look.Links)
                    waiting.Push(link.Split('#')[0]);
        None((page, _) => reached.Contains(page) ? [] : ["no page leads here"]);
    }

    private bool Leads(string link)
    {
        var address = new Uri(link);
        if (address.Authority != site.Address.Authority)
            return address.Scheme == "https";
        var page = link.Split('#')[0];
        var place = Uri.UnescapeDataString(address.Fragment.TrimStart('#'));
        return site.Files.Contains(page)
            && (place == "" || site.Visits[page].Look.Ids.Contains(place));
    }

    private void None(Func<string, Visit, IEnumerable<string>> faults)
    {
        Assert.NotEmpty(site.Visits);
        var found = site
            .Visits.OrderBy(visit => visit.Key, StringComparer.Ordinal)
            .SelectMany(visit =>
                faults(visit.Key, visit.Value)
                    .Select(fault => $"{new Uri(visit.Key).LocalPath}: {fault}")
            )
            .ToArray();
        if (found.Length > 0)
            Assert.Fail($"{found.Length} faults\n{string.Join('\n', found.Take(40))}");
    }
}
