using System.Buffers;
using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Timonier.Runtime.Cri;

/// <summary>Writes one image as an archive that is an OCI layout and a docker archive at once, so that every tool loads it.</summary>
public static class ImageArchiveWriter
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Layers are uncompressed tar files from <see cref="ImageLayer"/>, lowest first.</summary>
    public static void Write(Stream target, string reference, IReadOnlyList<byte[]> layers, ImageConfig config)
    {
        var name = ImageReference.Normalize(reference);
        var configBlob = Json(json => WriteConfig(json, layers, config));
        var manifest = Json(json => WriteManifest(json, configBlob, layers));
        var index = Json(json => WriteIndex(json, manifest, name));
        byte[] docker = [(byte)'[', .. Json(json => WriteDockerManifest(json, configBlob, layers, name)), (byte)']'];

        using var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        Put(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        Put(tar, "index.json", index);
        Put(tar, Blob(manifest), manifest);
        Put(tar, Blob(configBlob), configBlob);
        foreach (var layer in layers.DistinctBy(Digest)) Put(tar, Blob(layer), layer);
        Put(tar, "manifest.json", docker);
    }

    public static void Write(string path, string reference, IReadOnlyList<byte[]> layers, ImageConfig config)
    {
        using var file = File.Create(path);
        Write(file, reference, layers, config);
    }

    private static void WriteConfig(Utf8JsonWriter json, IReadOnlyList<byte[]> layers, ImageConfig config)
    {
        json.WriteString("created"u8, "1970-01-01T00:00:00Z"u8);
        json.WriteString("architecture"u8, Architecture);
        json.WriteString("os"u8, "linux"u8);
        json.WriteStartObject("config"u8);
        Strings(json, "Entrypoint", config.Entrypoint);
        Strings(json, "Cmd", config.Cmd);
        Strings(json, "Env", config.Env);
        json.WriteString("WorkingDir"u8, config.WorkingDir);
        json.WriteString("User"u8, config.User);
        json.WriteStartObject("ExposedPorts"u8);
        foreach (var port in config.ExposedPorts)
        {
            json.WriteStartObject(port);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("rootfs"u8);
        json.WriteString("type"u8, "layers"u8);
        Strings(json, "diff_ids", [.. layers.Select(Digest)]);
        json.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter json, byte[] config, IReadOnlyList<byte[]> layers)
    {
        json.WriteNumber("schemaVersion"u8, 2);
        json.WriteString("mediaType"u8, ManifestType);
        json.WriteStartObject("config"u8);
        Descriptor(json, ConfigType, config);
        json.WriteEndObject();
        json.WriteStartArray("layers"u8);
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            Descriptor(json, LayerType, layer);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteIndex(Utf8JsonWriter json, byte[] manifest, string name)
    {
        json.WriteNumber("schemaVersion"u8, 2);
        json.WriteString("mediaType"u8, "application/vnd.oci.image.index.v1+json"u8);
        json.WriteStartArray("manifests"u8);
        json.WriteStartObject();
        Descriptor(json, ManifestType, manifest);
        json.WriteStartObject("platform"u8);
        json.WriteString("architecture"u8, Architecture);
        json.WriteString("os"u8, "linux"u8);
        json.WriteEndObject();
        json.WriteStartObject("annotations"u8);
        json.WriteString("io.containerd.image.name"u8, name);
        json.WriteString("org.opencontainers.image.ref.name"u8, name[(name.LastIndexOf(':') + 1)..]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteDockerManifest(Utf8JsonWriter json, byte[] config, IReadOnlyList<byte[]> layers, string name)
    {
        json.WriteString("Config"u8, Blob(config));
        Strings(json, "RepoTags", [name]);
        Strings(json, "Layers", [.. layers.Select(Blob)]);
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static void Descriptor(Utf8JsonWriter json, string mediaType, byte[] blob)
    {
        json.WriteString("mediaType"u8, mediaType);
        json.WriteString("digest"u8, Digest(blob));
        json.WriteNumber("size"u8, blob.Length);
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static void Put(TarWriter tar, string name, byte[] content) => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = new MemoryStream(content, writable: false),
    });

    private static string Digest(byte[] blob) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));

    private static string Blob(byte[] blob) => "blobs/sha256/" + Digest(blob)["sha256:".Length..];
}
