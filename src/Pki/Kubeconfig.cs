using System.Text;
using Timonier.Documents;

namespace Timonier.Pki;

/// <summary>The file by which kubectl finds the cluster; ours has one cluster, one user and one context, all named timonier.</summary>
public static class Kubeconfig
{
    public const string ContextName = "timonier";

    public static DraftObject Build(string server, string authorityPem, IssuedCertificate client) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = Named("cluster", new DraftObject
        {
            ["certificate-authority-data"] = Base64(authorityPem),
            ["server"] = server,
        }),
        ["contexts"] = Named("context", new DraftObject { ["cluster"] = ContextName, ["user"] = ContextName }),
        ["current-context"] = ContextName,
        ["users"] = Named("user", new DraftObject
        {
            ["client-certificate-data"] = Base64(client.CertificatePem),
            ["client-key-data"] = Base64(client.KeyPem),
        }),
    };

    /// <summary>
    /// Puts our entries into a user's file, replacing earlier ones of the same name and leaving all others alone.
    /// The current context changes only when there was none.
    /// </summary>
    public static DraftObject Merge(DraftObject target, DraftObject ours)
    {
        var merged = target.CloneObject();
        merged["apiVersion"] ??= "v1";
        merged["kind"] ??= "Config";
        foreach (var section in (string[])["clusters", "contexts", "users"])
        {
            var list = merged.Array(section);
            list.RemoveAll(entry => entry is DraftObject named && named.String("name") == ContextName);
            foreach (var entry in ours.Array(section)) list.Add(entry.Clone());
        }
        if (merged.String("current-context").Length == 0) merged["current-context"] = ContextName;
        return merged;
    }

    /// <summary>The file that kubectl writes to: the first of $KUBECONFIG, or the one in the home folder.</summary>
    public static string UserPath(string? variable, string home) =>
        variable?.Split(':', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : Path.Combine(home, ".kube", "config");

    /// <summary>Puts our entries into that file, which need not exist.</summary>
    public static void MergeInto(string path, DraftObject ours) => Write(path, Merge(File.Exists(path) ? Read(path) : new DraftObject(), ours));

    public static DraftObject Read(string path) => Yaml.ParseObject(File.ReadAllBytes(path));

    public static void Write(string path, DraftObject config) => SecretFile.Write(path, YamlText.Write(config));

    private static DraftArray Named(string member, DraftObject value) => [new DraftObject { [member] = value, ["name"] = ContextName }];

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
