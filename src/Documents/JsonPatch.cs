using System.Globalization;

namespace Timonier.Documents;

/// <summary>JSON patch (RFC 6902).</summary>
public static class JsonPatch
{
    public const int MaxOperations = 10_000;

    // "copy" can double a document with every operation; the growth of all copies together is bounded.
    private const int MaxCopiedBytes = 3 * 1024 * 1024;

    // Operations can move and copy values into their own depths, many levels each; everything behind this walks on the
    // stack. Depth is measured when the operations together may have come this far, and at the end.
    private const int MeasuredFrom = 4 * Document.MaxDepth;

    /// <summary>The patched value; neither argument is changed.</summary>
    /// <exception cref="PatchException">The patch is malformed, too large, or does not fit.</exception>
    public static Draft Apply(Draft target, Draft patch)
    {
        if (patch is not DraftArray operations) throw new PatchException("error decoding patch: the patch must be a JSON array of operations");
        if (operations.Count > MaxOperations)
        {
            throw new PatchException(
                $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}", PatchFault.TooLarge);
        }
        var current = target.Clone();
        var copied = 0L;
        var deepest = Document.MaxDepth;
        foreach (var item in operations)
        {
            if (item is not DraftObject operation) throw new PatchException("error decoding patch: each operation must be a JSON object");
            current = Step(current, operation, ref copied);
            deepest += Pointer(operation, "path").Length;
            if (deepest > MeasuredFrom) deepest = Measured(current);
        }
        Measured(current);
        return current;
    }

    private static int Measured(Draft value)
    {
        var depth = value.Depth;
        return depth <= Document.MaxDepth ? depth : throw new PatchException($"The patched object may nest {Document.MaxDepth} levels deep, and nests {depth}", PatchFault.TooLarge);
    }

    private static Draft Step(Draft root, DraftObject operation, ref long copied)
    {
        var path = Pointer(operation, "path");
        var name = operation.String("op");
        switch (name)
        {
            case "add":
                return Add(root, path, Value(operation), name);
            case "remove":
                Remove(root, path, name);
                return root;
            case "replace":
                if (path.Length == 0) return Value(operation);
                Get(root, path, name);
                Set(root, path, Value(operation), name);
                return root;
            case "move":
                var moved = Get(root, Pointer(operation, "from"), name);
                Remove(root, Pointer(operation, "from"), name);
                return Add(root, path, moved, name);
            case "copy":
                var copy = Get(root, Pointer(operation, "from"), name).Clone();
                copied += copy.ToString().Length;
                if (copied > MaxCopiedBytes) throw Misfit($"Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MaxCopiedBytes}");
                return Add(root, path, copy, name);
            case "test":
                // A missing place equals null here, as it does upstream.
                var found = Find(root, path);
                if (!Draft.DeepEquals(found ?? Draft.Null, operation["value"] ?? Draft.Null))
                    throw new PatchException($"testing value {Shown(path)} failed: test failed", PatchFault.NotMeant);
                return root;
            default:
                throw new PatchException($"Unexpected kind: {name}", PatchFault.DoesNotFit);
        }
    }

    private static Draft Add(Draft root, string[] path, Draft value, string operation)
    {
        if (path.Length == 0) return value;
        switch (Container(root, path, operation))
        {
            case DraftObject members:
                members[path[^1]] = value;
                break;
            case DraftArray items:
                if (path[^1] == "-") items.Add(value);
                else items.Insert(IndexIn(path, items.Count, operation), value);
                break;
        }
        return root;
    }

    private static void Remove(Draft root, string[] path, string operation)
    {
        if (path.Length == 0) throw Misfit("unable to remove the whole document");
        switch (Container(root, path, operation))
        {
            case DraftObject members:
                if (!members.Remove(path[^1])) throw Missing(path, operation);
                break;
            case DraftArray items:
                items.RemoveAt(IndexIn(path, items.Count - 1, operation));
                break;
        }
    }

    private static void Set(Draft root, string[] path, Draft value, string operation)
    {
        if (Container(root, path, operation) is DraftArray items) items[IndexIn(path, items.Count - 1, operation)] = value;
        else ((DraftObject)Container(root, path, operation))[path[^1]] = value;
    }

    private static Draft Get(Draft root, string[] path, string operation) => Find(root, path) ?? throw Missing(path, operation);

    private static Draft? Find(Draft root, ReadOnlySpan<string> path)
    {
        var current = root;
        foreach (var part in path)
        {
            var next = current switch
            {
                DraftObject members => members[part],
                DraftArray items when TryIndex(part, items.Count, out var index) && index < items.Count => items[index],
                _ => null,
            };
            if (next is null) return null;
            current = next;
        }
        return current;
    }

    private static Draft Container(Draft root, string[] path, string operation) =>
        Find(root, path.AsSpan(0, path.Length - 1)) is DraftObject or DraftArray ? Find(root, path.AsSpan(0, path.Length - 1))! : throw Missing(path, operation);

    private static int IndexIn(string[] path, int last, string operation)
    {
        if (!TryIndex(path[^1], last + 1, out var index)) throw Missing(path, operation);
        return index <= last ? index : throw Misfit($"{operation} operation does not apply: doc is missing path: {Shown(path)}: invalid index referenced");
    }

    // Upstream's patches count from the end too: -1 is the last item, and behind it when one is added.
    private static bool TryIndex(string text, int end, out int index)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index)) return false;
        if (index < 0) index += end;
        return index >= 0;
    }

    private static Draft Value(DraftObject operation) =>
        operation["value"]?.Clone() ?? throw Misfit($"{operation.String("op")} operation does not apply: it has no value");

    private static string[] Pointer(DraftObject operation, string member)
    {
        if (operation[member] is not DraftScalar { Kind: NodeKind.String } text) throw new PatchException($"error decoding patch: operation without \"{member}\"");
        var pointer = text.AsString();
        if (pointer.Length == 0) return [];
        if (pointer.AsSpan().Count('/') > Document.MaxDepth) throw new PatchException($"A path in a JSON patch may be {Document.MaxDepth} levels long", PatchFault.TooLarge);
        if (pointer[0] != '/') throw Misfit($"{operation.String("op")} operation does not apply: doc is missing path: {Kernel.GoText.Quote(pointer)}: missing value");
        return [.. pointer[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static string Shown(string[] path) =>
        string.Concat(path.Select(p => "/" + p.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    private static PatchException Missing(string[] path, string operation) =>
        Misfit($"{operation} operation does not apply: doc is missing path: {Kernel.GoText.Quote(Shown(path))}: missing value");

    private static PatchException Misfit(string message) => new(message, PatchFault.DoesNotFit);
}
