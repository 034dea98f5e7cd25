using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Audit;

/// <summary>An event as an object of audit.k8s.io/v1, its fields in upstream's order.</summary>
internal static class AuditJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(AuditEvent told)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + told.RequestObject.Length + told.ResponseObject.Length);
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(json, told);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AuditEvent told)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "Event"u8);
        json.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
        json.WriteString("level"u8, told.Level.ToString());
        json.WriteString("auditID"u8, told.Id);
        json.WriteString("stage"u8, told.Stage.ToString());
        json.WriteString("requestURI"u8, told.RequestUri);
        json.WriteString("verb"u8, told.Verb);
        json.WritePropertyName("user"u8);
        User(json, told.User ?? new UserInfo("", []));
        if (told.ActsAs is { } other)
        {
            json.WritePropertyName("impersonatedUser"u8);
            User(json, other);
        }
        Texts(json, "sourceIPs", told.SourceIps);
        Some(json, "userAgent", told.UserAgent);
        if (told.Object is { } about) Object(json, about);
        if (told.Code > 0) Answer(json, told);
        Raw(json, "requestObject", told.RequestObject);
        Raw(json, "responseObject", told.ResponseObject);
        json.WriteString("requestReceivedTimestamp"u8, ApiTime.Micro(told.Received));
        json.WriteString("stageTimestamp"u8, ApiTime.Micro(told.At));
        if (told.Annotations.Count > 0)
        {
            json.WriteStartObject("annotations"u8);
            foreach (var (key, value) in told.Annotations.OrderBy(a => a.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void User(Utf8JsonWriter json, UserInfo user)
    {
        json.WriteStartObject();
        Some(json, "username", user.Name);
        Some(json, "uid", user.Uid);
        Texts(json, "groups", user.Groups);
        if (user.Extra.Count > 0)
        {
            json.WriteStartObject("extra"u8);
            foreach (var (key, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal)) Texts(json, key, values);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Object(Utf8JsonWriter json, AuditObject about)
    {
        json.WriteStartObject("objectRef"u8);
        Some(json, "resource", about.Resource.Plural);
        Some(json, "namespace", about.Namespace);
        Some(json, "name", about.Name);
        Some(json, "uid", about.Uid);
        Some(json, "apiGroup", about.Resource.Group);
        Some(json, "apiVersion", about.Resource.Version);
        Some(json, "resourceVersion", about.ResourceVersion);
        Some(json, "subresource", about.Subresource);
        json.WriteEndObject();
    }

    private static void Answer(Utf8JsonWriter json, AuditEvent told)
    {
        json.WritePropertyName("responseStatus"u8);
        if (told.Failure is { } failure)
        {
            // The very words of the answer, without the name of what they are.
            json.WriteStartObject();
            foreach (var member in StatusText.Of(failure).Root.Members)
            {
                if (member.NameEquals("kind"u8) || member.NameEquals("apiVersion"u8)) continue;
                json.WritePropertyName(member.Name);
                json.WriteRawValue(member.Value.Raw.Span, skipInputValidation: true);
            }
            json.WriteEndObject();
            return;
        }
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteNumber("code"u8, told.Code);
        json.WriteEndObject();
    }

    private static void Some(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }
}
