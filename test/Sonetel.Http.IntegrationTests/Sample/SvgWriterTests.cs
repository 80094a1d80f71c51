using System.Globalization;
using System.Xml.Linq;
using Sonetel.Http.Sample;
using Spectre.Console;

namespace Sonetel.Http.IntegrationTests.Sample;

internal sealed class SvgWriterTests
{
    [Test]
    public void Text_that_is_markup_elsewhere_stays_text()
    {
        var svg = SvgWriter.Write(new Text("<a & b>"), 20, "t").ToString(SaveOptions.DisableFormatting);

        Assert.That(Texts(XDocument.Parse(svg)).Single().Value, Is.EqualTo("<a & b>"));
    }

    [Test]
    public void A_failure_is_red_and_bold()
    {
        var text = Texts(SvgWriter.Write(new Markup("[bold red]12[/]"), 20, "t")).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Attribute("fill")!.Value, Is.EqualTo("#ff7b72"));
            Assert.That(text.Attribute("font-weight")!.Value, Is.EqualTo("bold"));
        }
    }

    [Test]
    public void A_second_line_is_below_the_first()
    {
        var heights = Texts(SvgWriter.Write(new Text("one\ntwo"), 20, "t"))
            .Select(text => double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture))
            .ToArray();

        Assert.That(heights, Has.Length.EqualTo(2).And.Ordered.Ascending);
    }

    private static IEnumerable<XElement> Texts(XDocument picture) =>
        picture.Descendants().Where(element => element.Name.LocalName == "text");
}
