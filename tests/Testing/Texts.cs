namespace Timonier.Testing.Tests;

/// <summary>Manifests that several tests use.</summary>
internal static class Texts
{
    public const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "registry.example/web:1"}
        """;
}
