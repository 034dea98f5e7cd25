using Timonier.Documents;
using Timonier.Host.Kubeconfigs;
using Timonier.Pki;

namespace Timonier.Host.Tests;

public sealed class KubeconfigTests : IDisposable
{
    private static readonly DraftObject Ours = Kubeconfig.Build("https://127.0.0.1:6443", "CA", new IssuedCertificate("CERT", "KEY"));
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Write_File_IsPrivateAndReadsBack()
    {
        var path = Path.Combine(directory, "config");
        Kubeconfig.Write(path, Ours);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Draft.DeepEquals(Kubeconfig.Read(path), Ours).ShouldBeTrue();
    }

    [Fact]
    public void Merge_IntoAnotherClustersFile_KeepsTheirsAndTheirCurrentContext()
    {
        var theirs = Yaml.ParseObject("""
            apiVersion: v1
            kind: Config
            current-context: work
            clusters: [{name: work, cluster: {server: https://work}}]
            contexts: [{name: work, context: {cluster: work, user: me}}]
            users: [{name: me, user: {}}]
            """u8.ToArray());
        var merged = Kubeconfig.Merge(theirs, Ours);
        merged.String("current-context").ShouldBe("work");
        merged.Array("clusters").Select(c => ((DraftObject)c).String("name")).ShouldBe(["work", "timonier"]);
    }

    [Fact]
    public void Merge_Twice_LeavesOneEntry()
    {
        var once = Kubeconfig.Merge(new DraftObject(), Ours);
        once.String("current-context").ShouldBe("timonier");
        Draft.DeepEquals(Kubeconfig.Merge(once, Ours), once).ShouldBeTrue();
    }
}
