using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Timonier.Documents;

namespace Timonier.Controllers.BootstrapTokens;

/// <summary>A secret of kube-system that holds a token by which machines find and join the cluster.</summary>
/// <param name="End">When it is over; null: never. A time that cannot be read has passed.</param>
internal sealed partial record BootstrapToken(string Id, string Secret, bool Signs, DateTimeOffset? End)
{
    public const string SecretType = "bootstrap.kubernetes.io/token";
    public const string Namespace = "kube-system";
    private const string Prefix = "bootstrap-token-";

    /// <summary>Null when it is no such secret, or one that contradicts itself.</summary>
    public static BootstrapToken? Of(Document secret)
    {
        if (!secret.Root["type"u8].TextEquals("bootstrap.kubernetes.io/token"u8) || PodFacts.IsDeleting(secret)) return null;
        var (id, key) = (Text("token-id"), Text("token-secret"));
        if (secret.Name != Prefix + id || !Shape().IsMatch($"{id}.{key}")) return null;
        return new BootstrapToken(id, key, Text("usage-bootstrap-signing") == "true", EndOf(secret));

        string Text(string name) => TextOf(secret, name);
    }

    /// <summary>Without the secret: what is printed by accident must not tell it.</summary>
    public override string ToString() => Id;

    public static DateTimeOffset? EndOf(Document secret)
    {
        var text = TextOf(secret, "expiration");
        if (text.Length == 0) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : DateTimeOffset.MinValue;
    }

    private static string TextOf(Document secret, string name)
    {
        var base64 = secret.Root["data"u8][name].AsString();
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    [GeneratedRegex("^[a-z0-9]{6}\\.[a-z0-9]{16}\\z")]
    private static partial Regex Shape();
}
