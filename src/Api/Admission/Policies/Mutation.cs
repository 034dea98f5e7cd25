using Timonier.Api.Admission.Requests;
using Timonier.Cel;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>Makes an object of an object, as the expression of a mutation says.</summary>
internal static class Mutation
{
    /// <summary>The object as it is to be, null when it stays as it is; or why there is none.</summary>
    public static (DraftObject? Body, string? Error) Apply(PolicyMutation mutation, ExpressionRun run, VersionedWrite write)
    {
        var (value, error) = run.Evaluate(mutation.Expression);
        if (error is not null) return (null, error);
        return mutation.IsPatch ? Patch(value.AsList(), write) : Merge(value, write);
    }

    private static (DraftObject? Body, string? Error) Merge(CelValue value, VersionedWrite write)
    {
        if (CelMutationTypes.MisplacedType(value) is { } misplaced) return (null, "type mismatch: " + misplaced);
        var (written, fault) = CelJson.ToUtf8(value);
        if (fault is not null) return (null, fault);
        var (kind, config) = (write.Subject.Kind, DraftObject.Of(Document.Parse(written)));
        config["apiVersion"] = kind.ApiVersion;
        config["kind"] = kind.Name;
        if (ConfigCheck.Mistakes(kind.Patching, config) is { } mistakes) return (null, "error applying patch: failed to convert patch object to typed object: " + mistakes);
        var whole = AtomicPlaces.In(kind.Patching, config);
        if (whole.Count > 0) return (null, "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: " + string.Join(", ", whole));
        return (ConfigMerge.Merge(kind.Patching, write.Body!.CloneObject(), config), null);
    }

    private static (DraftObject? Body, string? Error) Patch(CelList operations, VersionedWrite write)
    {
        var patch = new DraftArray();
        for (var i = 0; i < operations.Count; i++)
        {
            var (operation, fault) = Operation(operations[i]);
            if (fault is not null) return (null, fault);
            patch.Add(operation!);
        }
        try
        {
            return JsonPatch.Apply(write.Body!, patch) is DraftObject patched ? (patched, null) : (null, "JSONPath: the patch leaves no object");
        }
        catch (PatchException e) when (e.Fault == PatchFault.NotMeant)
        {
            return (null, null);
        }
        catch (PatchException e)
        {
            return (null, "JSONPath: " + e.Message);
        }
    }

    private static (DraftObject? Operation, string? Fault) Operation(CelValue value)
    {
        if (value.AsMap().TryFindField("value", out var added) && added is { Kind: CelKind.Map } map && map.AsMap() is CelMessage message
            && CelMutationTypes.MisplacedType(added, message.Type.Name) is { } misplaced) return (null, "type mismatch: " + misplaced);
        var (written, fault) = CelJson.ToUtf8(value);
        if (fault is not null) return (null, "JSONPath valueExpression evaluated to a type that could not marshal to JSON: " + fault);
        var operation = DraftObject.Of(Document.Parse(written));
        if (operation.String("from").Length == 0) operation.Remove("from");
        return (operation, null);
    }
}
