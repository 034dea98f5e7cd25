using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class TableFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Tables_OfAnyObject_FillTheirColumns() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        if (random.Next(2) == 0 && Decoding.Check(kind, body).Error is null) Defaulting.Apply(kind, body);
        var document = body.ToDocument();
        var columns = TablePrinter.Columns(kind.Group, kind.Name);
        var cells = Attempt(document.Utf8.Length, () => TablePrinter.Cells(kind.Group, kind.Name, document, DateTimeOffset.UnixEpoch))!;
        cells.Count.ShouldBe(columns.Count);
        cells.Zip(columns).ShouldAllBe(c => c.First is DraftScalar && (c.Second.Type != "integer" || c.First.Kind == NodeKind.Number || c.First.Kind == NodeKind.String));
        TablePrinter.Cells(kind.Group, kind.Name, document, DateTimeOffset.UnixEpoch).ToString().ShouldBe(cells.ToString());
    });
}
