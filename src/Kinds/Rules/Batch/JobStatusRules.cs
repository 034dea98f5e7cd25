using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What a Job's status may say, and how it may move on.</summary>
internal static class JobStatusRules
{
    public static void Status(Place job)
    {
        var (spec, status) = (job["spec"], job["status"]);
        status.NotNegative("active", "succeeded", "failed", "ready", "terminating");
        Uncounted(status["uncountedTerminatedPods"]);
        Conditions(spec, status);
        if (Is(status.Node, "Complete") || Is(status.Node, "Failed")) Finished(status);
        Times(spec, status);
        Indexes(spec, status);
        if (status["ready"].Number > status["active"].Number) status["ready"].Invalid("cannot set more ready pods than active");
        if (job.IsUpdate) OnlyForward(status);
    }

    private static bool Is(Node status, string type)
    {
        foreach (var condition in status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type && condition["status"u8].TextEquals("True"u8)) return true;
        return false;
    }

    private static void Uncounted(Place pods)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var uid in pods["succeeded"].Items.Concat(pods["failed"].Items))
        {
            if (uid.Text.Length == 0) uid.Invalid("must not be empty");
            else if (!seen.Add(uid.Text)) uid.Duplicate();
        }
    }

    private static void Conditions(Place spec, Place status)
    {
        var now = status.Node;
        var (complete, failed, failing, succeeding) = (Is(now, "Complete"), Is(now, "Failed"), Is(now, "FailureTarget"), Is(now, "SuccessCriteriaMet"));
        var conditions = status["conditions"];
        if (complete && failed) conditions.InvalidAsAWhole("cannot set Complete=True and Failed=true conditions");
        if (complete && failing) conditions.InvalidAsAWhole("cannot set Complete=True and FailureTarget=true conditions");
        if (failed && !failing) conditions.InvalidAsAWhole("cannot set Failed=True condition without the FailureTarget=true condition");
        if (complete && !succeeding) conditions.InvalidAsAWhole("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        if (succeeding && failed) conditions.InvalidAsAWhole("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        if (succeeding && failing) conditions.InvalidAsAWhole("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        if (spec["successPolicy"].Exists && complete && !succeeding)
            conditions.InvalidAsAWhole("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }

    private static void Finished(Place status)
    {
        if (status["active"].Number > 0) status["active"].Invalid("active>0 is invalid for finished job");
        if (!status["startTime"].Exists) status["startTime"].Required("startTime is required for finished job");
        var uncounted = status["uncountedTerminatedPods"];
        if (uncounted["succeeded"].Count + uncounted["failed"].Count > 0) uncounted.Invalid("must be empty for finished job");
        if (status["terminating"].Number > 0) status["terminating"].Invalid("terminating>0 is invalid for finished job");
    }

    private static void Times(Place spec, Place status)
    {
        var (start, end) = (status["startTime"], status["completionTime"]);
        var complete = Is(status.Node, "Complete");
        if (end.Exists && !complete) end.Invalid("cannot set completionTime when there is no Complete=True condition");
        if (!end.Exists && complete) end.Required("completionTime is required for Complete jobs");
        if (end.Node.AsTime() < start.Node.AsTime()) end.Invalid("must be equal to or after `startTime`");
        if (!status.IsUpdate) return;
        if (end.Exists && !end.Old.IsNullOrMissing) end.Immutable();
        if (!start.Old.IsNullOrMissing && start.Changed && !spec["suspend"].Node.AsBool()) start.Required("startTime cannot be removed for unsuspended job");
    }

    private static void Indexes(Place spec, Place status)
    {
        var (done, failed) = (status["completedIndexes"], status["failedIndexes"]);
        var completions = spec["completions"];
        var (doneList, failedList) = (List(done, "completedIndexes"), failed.Exists && spec["backoffLimitPerIndex"].Exists ? List(failed, "failedIndexes") : null);
        if (done.Text.Length > 0 && !JobRules.IsIndexed(spec)) done.Invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        if (failed.Exists && !spec["backoffLimitPerIndex"].Exists) failed.Invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        if (doneList is not null && failedList?.FirstShared(doneList) is { } shared) failed.Invalid($"failedIndexes and completedIndexes overlap at index: {shared}");

        IndexList? List(Place place, string name)
        {
            if (!completions.Exists) return null;
            var list = IndexList.Parse(place.Text, completions.Number, out var error);
            if (list is null) place.Invalid($"error parsing {name}: {error}");
            return list;
        }
    }

    private static void OnlyForward(Place status)
    {
        var conditions = status["conditions"];
        foreach (var type in (string[])["Failed", "Complete", "FailureTarget"])
            if (Is(status.Old, type) && !Is(status.Node, type)) conditions.InvalidAsAWhole($"cannot disable the terminal {type}=True condition");
        foreach (var name in (string[])["failed", "succeeded"])
            if (status[name].Number < status[name].Old.AsInt64()) status[name].InvalidNumber($"cannot decrease the {name} counter");
        var (was, isNow) = (Is(status.Old, "SuccessCriteriaMet"), Is(status.Node, "SuccessCriteriaMet"));
        if (was && !isNow) conditions.InvalidAsAWhole("cannot disable the SuccessCriteriaMet=True condition");
        if (Is(status.Old, "Complete") && !was && isNow) conditions.InvalidAsAWhole("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
}
