namespace Timonier.Kinds.Tests.Rules;

public sealed class IndexListTests
{
    [Theory]
    [InlineData("1,3-5,7", 9, "1,3-5,7")]
    [InlineData("1,3-5,7", 5, "1,3,4")]
    [InlineData("1,2", 9, "1,2")]
    [InlineData("1,2,3", 9, "1-3")]
    [InlineData("", 9, "")]
    [InlineData("no list", 9, "")]
    public void Read_Text_IsWrittenInItsShortestForm(string text, int limit, string wanted) => IndexList.Read(text, limit).ToText().ShouldBe(wanted);

    [Fact]
    public void With_IndexesAndLists_JoinsWhatTouches()
    {
        var list = IndexList.Read("1,5-6", 99).With([2, 7, 7]);
        list.ToText().ShouldBe("1,2,5-7");
        list.With(IndexList.Read("3-4,9", 99)).ToText().ShouldBe("1-7,9");
        (list.Total, list.Contains(6), list.Contains(4)).ShouldBe((5, true, false));
    }

    [Fact]
    public void Without_AList_CutsItOut() =>
        IndexList.Read("0-9,12", 99).Without(IndexList.Read("0,4-5,9-20", 99)).ToText().ShouldBe("1-3,6-8");

    [Fact]
    public void Missing_BelowALimit_AreTheGaps()
    {
        IndexList.Read("1,3-5", 99).Missing(8).ShouldBe([0, 2, 6, 7]);
        IndexList.Read("0-9", 99).Missing(5).ShouldBeEmpty();
        IndexList.None.Missing(2).ShouldBe([0, 1]);
    }

    [Fact]
    public void CountShared_OfTwoLists_CountsWhatBothHave() => IndexList.Read("0-4,8", 99).CountShared(IndexList.Read("3-8", 99)).ShouldBe(3);
}
