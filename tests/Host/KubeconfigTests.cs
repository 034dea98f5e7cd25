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

    [Fact]
    public void MergeInto_AFileThatIsNotThere_MakesItPrivate()
    {
        var path = Path.Combine(directory, "home", ".kube", "config");
        Kubeconfig.MergeInto(path, Ours);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Kubeconfig.Read(path).String("current-context").ShouldBe("timonier");
    }

    [Fact]
    public void MergeInto_AfterTheCertificateWasRenewed_ReplacesOurUserAlone()
    {
        var path = Path.Combine(directory, "config");
        File.WriteAllText(path, "users: [{name: me, user: {token: mine}}]\ncurrent-context: work\n");
        Kubeconfig.MergeInto(path, Ours);
        Kubeconfig.MergeInto(path, Kubeconfig.Build("https://127.0.0.1:6443", "CA", new IssuedCertificate("NEW CERT", "NEW KEY")));
        var merged = Kubeconfig.Read(path);
        merged.String("current-context").ShouldBe("work");
        var users = merged.Array("users").Select(u => (DraftObject)u!).ToList();
        users.Select(u => u.String("name")).ShouldBe(["me", "timonier"]);
        users[0].Object("user").String("token").ShouldBe("mine");
        users[1].Object("user").String("client-key-data").ShouldBe(Convert.ToBase64String("NEW KEY"u8));
    }

    [Theory]
    [InlineData(null, "/root/.kube/config")]
    [InlineData("", "/root/.kube/config")]
    [InlineData("/a/config", "/a/config")]
    [InlineData("/a/config:/b/config", "/a/config")]
    public void UserPath_IsWhereKubectlWrites(string? variable, string expected) => Kubeconfig.UserPath(variable, "/root").ShouldBe(expected);
}
