using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication.Configuration;
using Timonier.Host.Configuration;
using Timonier.Host.Identity;

namespace Timonier.Host.Tests;

/// <summary>The file of --authentication-config, at the start and when it changes.</summary>
public sealed class AuthenticationFileTests : IDisposable
{
    private const string Start = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-host-").FullName;
    private readonly string file;

    public AuthenticationFileTests() => file = Path.Combine(folder, "auth.yaml");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Start_WithoutTheFile_IsRefused() =>
        Should.Throw<ConfigException>(() => FileOf().Read()).Message.ShouldStartWith("authentication-config: ");

    [Fact]
    public void Start_WithAWrongFile_IsRefused_WithThePlace()
    {
        File.WriteAllText(file, Start + "jwt: [{issuer: {url: 'http://a', audiences: [x]}, claimMappings: {username: {claim: sub, prefix: ''}}}]\n");
        Should.Throw<ConfigException>(() => FileOf().Read()).Message.ShouldBe($"authentication-config {file}: jwt[0].issuer.url: Invalid value: \"http://a\": URL scheme must be https");
    }

    [Fact]
    public void AnonymousRequests_InSettingAndFile_AreRefused()
    {
        File.WriteAllText(file, Start + "anonymous: {enabled: true}\n");
        Should.Throw<ConfigException>(() => FileOf(("TIMONIER_ANONYMOUS_AUTH", "false")).Read()).Message.ShouldContain("anonymous: Forbidden");
        FileOf().Read().Anonymous!.Enabled.ShouldBeTrue();
    }

    [Fact]
    public async Task Change_IsTakenOver_AWrongOneIsNot()
    {
        File.WriteAllText(file, Start + "anonymous: {enabled: true}\n");
        var followed = FileOf();
        followed.Read().Anonymous!.Enabled.ShouldBeTrue();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var taken = Channel.CreateUnbounded<AuthenticationConfig>();
        var following = followed.FollowAsync(config => taken.Writer.TryWrite(config), stop.Token);

        Replace("anonymous: {enabled: maybe, nonsense: 1}\n");
        Replace("anonymous: {enabled: false}\n");
        (await taken.Reader.ReadAsync(TestContext.Current.CancellationToken)).Anonymous!.Enabled.ShouldBeFalse();
        taken.Reader.TryRead(out _).ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => following);
    }

    // As configuration tools do it: a whole new file takes the name.
    private void Replace(string content)
    {
        File.WriteAllText(file + ".new", Start + content);
        File.Move(file + ".new", file, overwrite: true);
    }

    private AuthenticationFile FileOf(params (string Name, string Value)[] environment)
    {
        var set = environment.Append(("TIMONIER_AUTHENTICATION_CONFIG", file)).Select(e => KeyValuePair.Create(e.Item1, e.Item2));
        return new AuthenticationFile(IdentityConfig.From(SettingValues.Read(null, set, [])), [], NullLogger<AuthenticationFile>.Instance);
    }
}
