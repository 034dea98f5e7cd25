using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Whether two values of one type mean the same: empty and missing lists do, as do 1 and 1000m of a quantity.</summary>
internal static class Sameness
{
    public static bool Of(FieldType type, Node left, Node right)
    {
        if (left.IsNullOrMissing && right.IsNullOrMissing) return true;
        switch (type.Shape)
        {
            case FieldShape.Object:
                if (type.Optional && left.IsNullOrMissing != right.IsNullOrMissing) return false;
                foreach (var field in type.Object!.Fields)
                    if (!Of(field.Type, left[field.Name], right[field.Name])) return false;
                return true;
            case FieldShape.List:
                return SameItems(type.Item!, left, right);
            case FieldShape.Map:
                if (left.Count != right.Count) return false;
                foreach (var member in left.Members)
                    if (!right[member.Name].Exists || !Of(type.Item!, member.Value, right[member.Name])) return false;
                return true;
            case FieldShape.Quantity:
                return Quantity.TryParse(left.AsText(), out var a) && Quantity.TryParse(right.AsText(), out var b) ? a == b : left.AsText() == right.AsText();
            case FieldShape.Raw:
                return Draft.DeepEquals(left, right);
            default:
                if (type.Optional && left.IsNullOrMissing != right.IsNullOrMissing) return false;
                return ZeroAsEmpty(left) == ZeroAsEmpty(right);
        }
    }

    /// <summary>As <see cref="Of"/> without knowing the type: what is left out equals what is empty.</summary>
    public static bool Loosely(Node left, Node right)
    {
        if (IsEmpty(left) && IsEmpty(right)) return true;
        if (left.Kind != right.Kind) return false;
        if (left.IsObject)
        {
            foreach (var member in left.Members)
                if (!Loosely(member.Value, right[member.Name])) return false;
            foreach (var member in right.Members)
                if (!left[member.Name].Exists && !IsEmpty(member.Value)) return false;
            return true;
        }
        if (!left.IsArray) return left.AsText() == right.AsText();
        if (left.Count != right.Count) return false;
        var others = right.Items.GetEnumerator();
        foreach (var item in left.Items)
            if (!others.MoveNext() || !Loosely(item, others.Current)) return false;
        return true;
    }

    private static bool IsEmpty(Node value) => value.IsNullOrMissing || value.IsObject && value.Count == 0 || value.IsArray && value.Count == 0;

    private static bool SameItems(FieldType item, Node left, Node right)
    {
        if (left.Count != right.Count) return false;
        var others = right.Items.GetEnumerator();
        foreach (var one in left.Items)
            if (!others.MoveNext() || !Of(item, one, others.Current)) return false;
        return true;
    }

    private static string ZeroAsEmpty(Node value) => value.Kind == NodeKind.False ? "" : value.AsText() is "0" && value.Kind == NodeKind.Number ? "" : value.AsText();
}
