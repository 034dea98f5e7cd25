namespace Timonier.Documents.Tests;

public class UpdateTrackingTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"f:spec":{".":{},"f:replicas":{}}}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{"a":"1"}}}""", """{"f:metadata":{"f:labels":{".":{},"f:a":{}}}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"port":1}]}]}}""",
        """{"f:spec":{".":{},"f:containers":{".":{},"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:ports":{".":{},"k:{\"port\":1,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}}}""")]
    public void Create_Fields_AreOwnedWithTheirParents(string json, string owned) => LiveObject.CreatedBy("bob", json).OwnedBy("bob").ShouldBe(owned);

    [Fact]
    public void Create_PartsThatAreThereAnyway_AreNotOwned()
    {
        var tracker = new FieldTracker { ApiVersion = "v1", Schema = Workload.Schema, Blank = Workload.Draft("""{"metadata":{},"spec":{"containers":null},"status":{"ready":0}}""") };

        LiveObject.CreatedBy("bob", """{"metadata":{"name":"x"},"spec":{"containers":[{"name":"a"}]},"status":{"ready":0}}""", tracker)
            .OwnedBy("bob").ShouldBe("""{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}}}}}""");
    }

    [Fact]
    public void Update_ChangedField_MovesToWhoChangedIt()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""").Write("carol", """{"spec":{"replicas":2,"paused":true}}""");

        live.OwnedBy("bob").ShouldBe("""{"f:spec":{".":{},"f:paused":{}}}""");
        live.OwnedBy("carol").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public void Update_RemovedField_IsOwnedByNobody()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""").Write("carol", """{"spec":{"paused":true}}""");

        live.OwnedBy("bob").ShouldBe("""{"f:spec":{".":{},"f:paused":{}}}""");
        live.OwnedBy("carol").ShouldBe("");
    }

    [Fact]
    public void Update_OwnFieldRemoved_LeavesTheRest() =>
        LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""").Write("bob", """{"spec":{"paused":false}}""").OwnedBy("bob").ShouldBe("""{"f:spec":{".":{},"f:paused":{}}}""");

    [Fact]
    public void Update_RemovedItem_LeavesNothingOfItOwned() =>
        LiveObject.CreatedBy("bob", """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b"}]}}""").Write("carol", """{"spec":{"containers":[{"name":"b"}]}}""")
            .OwnedBy("bob").ShouldBe("""{"f:spec":{".":{},"f:containers":{".":{},"k:{\"name\":\"b\"}":{".":{},"f:name":{}}}}}""");

    [Fact]
    public void Update_NothingChanged_KeepsEveryEntry()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1}}""");
        var before = live.Body!.ToString();

        live.Later().Write("carol", """{"spec":{"replicas":1}}""").Body!.ToString().ShouldBe(before);
    }

    [Fact]
    public void Update_SameFieldsAgain_MovesOnlyTheTime()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""");
        var owned = live.OwnedBy("bob");

        live.Later().Write("bob", """{"spec":{"replicas":2,"paused":true}}""");

        live.OwnedBy("bob").ShouldBe(owned);
        live.TimeOf("bob").ShouldBe("2030-01-01T00:01:00Z");
    }

    [Fact]
    public void Update_LosesAFieldToAnother_KeepsItsTime()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""").Later().Write("carol", """{"spec":{"replicas":2,"paused":true}}""");

        live.TimeOf("bob").ShouldBe("2030-01-01T00:00:00Z");
        live.TimeOf("carol").ShouldBe("2030-01-01T00:01:00Z");
    }

    [Fact]
    public void Update_AnAppliersField_IsTakenFromIt() =>
        new LiveObject().Apply("alice", """{"spec":{"replicas":1,"paused":true}}""").Write("bob", """{"spec":{"replicas":2,"paused":true}}""").OwnedBy("alice").ShouldBe("""{"f:spec":{"f:paused":{}}}""");

    [Fact]
    public void Update_ElevenUpdaters_UniteTheOldestTwo()
    {
        var live = LabelledBy(updaters: 11);

        live.Managers.ShouldBe(["ancient-changes:Update", .. Enumerable.Range(2, 9).Select(i => $"m{i:00}:Update")]);
        live.OwnedBy("ancient-changes").ShouldBe("""{"f:metadata":{"f:labels":{".":{},"f:m00":{},"f:m01":{}}}}""");
        live.TimeOf("ancient-changes").ShouldBe("2030-01-01T00:01:00Z");
    }

    [Fact]
    public void Update_TwelveUpdaters_AddTheNextToTheUnitedOnes()
    {
        var live = LabelledBy(updaters: 12);

        live.Managers.Length.ShouldBe(10);
        live.OwnedBy("ancient-changes").ShouldBe("""{"f:metadata":{"f:labels":{".":{},"f:m00":{},"f:m01":{},"f:m02":{}}}}""");
    }

    [Fact]
    public void Entries_Written_StandAppliersFirstThenByTime()
    {
        var live = LiveObject.CreatedBy("zoe", """{"spec":{"replicas":1}}""").Later().Write("bob", """{"spec":{"replicas":1,"paused":true}}""").Later().Apply("mia", """{"spec":{"replicas":1}}""");

        live.Managers.ShouldBe(["mia:Apply", "zoe:Update", "bob:Update"]);
    }

    [Fact]
    public void Entry_Written_HasUpstreamsForm() =>
        LiveObject.CreatedBy("bob", """{"spec":{"replicas":1}}""").Body!.Object("metadata")["managedFields"]!.ToString()
            .ShouldBe("""[{"manager":"bob","operation":"Update","apiVersion":"v1","time":"2030-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{".":{},"f:replicas":{}}}}]""");

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[{}]", "")]
    [InlineData("null", "bob")]
    [InlineData("""[{"manager":"eve","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]""", "eve")]
    [InlineData("""[{"manager":"eve","operation":"Steal","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]""", "bob")]
    [InlineData("""[{"manager":"eve","operation":"Update","apiVersion":"","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]""", "bob")]
    [InlineData("""[{"manager":"eve","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV2","fieldsV1":{"f:spec":{}}}]""", "bob")]
    [InlineData("""[{"manager":"eve","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"spec":{}}}]""", "bob")]
    [InlineData("""["eve"]""", "bob")]
    public void OfRequest_ListInTheBody_CountsWhenItIsGood(string list, string manager)
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1}}""");
        var request = Workload.Draft($$$"""{"metadata":{"managedFields":{{{list}}}}}""");

        string.Join(',', ManagedFields.OfRequest(live.Body!, request).Entries.Select(e => e.Id.Name)).ShouldBe(manager);
    }

    /// <summary>An object to which each updater in turn, a minute later, added a label of its own name.</summary>
    private static LiveObject LabelledBy(int updaters)
    {
        var body = Workload.Draft("""{"metadata":{"labels":{}}}""");
        var live = LiveObject.CreatedBy("nobody", """{"metadata":{"name":"x"}}""");
        for (var i = 0; i < updaters; i++)
        {
            body.Object("metadata").Object("labels")[$"m{i:00}"] = "1";
            live.Write($"m{i:00}", body.ToString()).Later();
        }
        return live;
    }
}
