using System.Text;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>The cluster that a node has joined, kept in its data folder so that a restarted agent comes up without token or server.</summary>
internal sealed record JoinedNode(Uri Server, NodeSettings Settings)
{
    /// <summary>Null when this folder belongs to no node yet.</summary>
    public static JoinedNode? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var file = Document.Parse(File.ReadAllBytes(path)).Root;
        return new JoinedNode(new Uri(file["server"u8].AsString()), NodeSettings.Read(file["settings"u8]));
    }

    public void Write(string path) =>
        SecretFile.Write(path, Encoding.UTF8.GetString(new DraftObject { ["server"] = Server.ToString(), ["settings"] = Settings.ToDraft() }.ToDocument().Utf8.Span));
}
