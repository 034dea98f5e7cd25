using Timonier.Kernel;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class ApplyFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private static readonly string[] Managers = ["alice", "bob", "carol"];
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Applies_OfManyManagers_KeepTheBooksInOrder() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var tracker = new FieldTracker { ApiVersion = kind.ApiVersion, Schema = kind.Patching };
        var model = RandomObject.Of(kind, random);
        model.Object("metadata").Remove("managedFields");
        if (ConfigCheck.Mistakes(kind.Patching, model) is not null) return;
        Decoding.Check(kind, model).Error.ShouldBeNull();
        var live = model.CloneObject();
        tracker.Update([], model, ManagedFields.Empty, "maker", Now).WriteTo(live);
        for (var round = 0; round < 4; round++)
        {
            var manager = Managers[random.Next(Managers.Length)];
            var config = RandomObject.Varied(random.Next(2) == 0 ? model : ManagedFields.Without(live), random);
            config.Object("metadata").Remove("managedFields");
            // An empty list that is applied and not kept would be a change every time.
            Decoding.Check(kind, config).Error.ShouldBeNull();
            if (ConfigCheck.Mistakes(kind.Patching, config) is not null) continue;
            var before = DraftObject.Of(live.ToDocument());
            var outcome = tracker.Apply(before, config.CloneObject(), manager, force: false, Now);
            if (outcome.Body is null)
            {
                outcome.Conflicts.ShouldNotBeEmpty();
                outcome.Conflicts.ShouldAllBe(c => c.Path.Length > 0);
                outcome = tracker.Apply(DraftObject.Of(live.ToDocument()), config.CloneObject(), manager, force: true, Now);
            }
            live = Settled(kind, tracker, ManagedFields.Without(live), ManagedFields.OfLive(live), outcome, manager);
            // An object that lost all it had goes with its last field, as upstream has it; said again, it comes back.
            var settled = tracker.Apply(DraftObject.Of(live.ToDocument()), config.CloneObject(), manager, force: false, Now);
            live = Settled(kind, tracker, ManagedFields.Without(live), ManagedFields.OfLive(live), settled, manager);
            SameAgain(kind, tracker, live, config, manager);
        }
    });

    // Nobody but the applier loses a field that stayed what it was, and the books read back as they were written.
    private static DraftObject Settled(Kind kind, FieldTracker tracker, DraftObject before, ManagedFields owners, ApplyOutcome outcome, string manager)
    {
        var id = ManagerId.Applier(manager);
        var after = outcome.Body.ShouldNotBeNull();
        var changes = FieldComparison.Compare(tracker.Schema, before, after);
        var touched = changes.Written.Union(changes.Removed);
        foreach (var entry in owners.Entries.Where(e => e.Id != id))
        {
            var left = outcome.Managed.Find(entry.Id)?.Fields ?? FieldSet.Empty;
            entry.Fields.Difference(touched).Difference(left).ToString().ShouldBe("{}");
            left.Difference(entry.Fields).ToString().ShouldBe("{}");
        }
        changes.Written.Leaves().Intersection(outcome.Managed.Find(id)?.Fields ?? FieldSet.Empty).Difference(changes.Written).IsEmpty.ShouldBeTrue();
        // Empty lists and the like are not kept.
        Decoding.Check(kind, after).Error.ShouldBeNull();
        outcome.Managed.WriteTo(after);
        var live = DraftObject.Of(after.ToDocument());
        var read = ManagedFields.OfLive(live);
        read.Entries.Length.ShouldBe(outcome.Managed.Entries.Length);
        foreach (var entry in outcome.Managed.Entries) read.Find(entry.Id).ShouldNotBeNull().Fields.ToString().ShouldBe(entry.Fields.ToString());
        return live;
    }

    private static void SameAgain(Kind kind, FieldTracker tracker, DraftObject live, DraftObject config, string manager)
    {
        var again = tracker.Apply(DraftObject.Of(live.ToDocument()), config.CloneObject(), manager, force: false, Now.AddDays(1));
        again.Conflicts.ShouldBeEmpty();
        var body = again.Body.ShouldNotBeNull();
        Decoding.Check(kind, body).Error.ShouldBeNull();
        again.Managed.WriteTo(body);
        ManagedFields.SameButForTimes(body, live).ShouldBeTrue($"{live}\n{body}");
    }
}
