namespace Timonier.EndToEnd.Tests.Sets;

/// <summary>What the manifests of these tests have in common.</summary>
internal static class SetManifests
{
    /// <summary>Selector and template of pods that know the version they were made for, two blanks deep.</summary>
    public static string Pods(string app, string version) => $"""
        selector: {OfApp("matchLabels", app)}
          template:
            metadata: {OfApp("labels", app)}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - image: busybox
                  imagePullPolicy: Never
                  name: main
                  command: [sh, -c, 'echo {version} > /version; exec sleep 100000']
        """;

    private static string OfApp(string where, string app) => $"{{{where}: {{app: {app}}}}}";
}
