using Timonier.Cel;
using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>Selectors of devices: expressions over <c>device.driver</c>, <c>device.attributes</c> and <c>device.capacity</c>.</summary>
internal sealed class DeviceExpressions
{
    private const int MostKept = 1000;
    private readonly CelEnvironment environment = new CelEnvironment().Declare("device", CelType.Dyn);
    private readonly CelProgram toQuantity = Maker("quantity(text)");
    private readonly CelProgram toVersion = Maker("semver(text)");
    private readonly Dictionary<string, CelCompilation> known = new(StringComparer.Ordinal);

    /// <summary>Whether a device meets an expression, or why that cannot be said.</summary>
    public (bool Meets, string? Error) Judge(string expression, Device device)
    {
        if (!known.TryGetValue(expression, out var compiled))
        {
            if (known.Count >= MostKept) known.Clear();
            known[expression] = compiled = environment.Compile(expression);
        }
        if (compiled.Program is not { } program) return (false, compiled.Failure);
        var result = program.Evaluate(new CelActivation().With("device", Value(device)));
        return result.Error is { } error ? (false, error.Message) : (result.Value.AsBool(), null);
    }

    private static CelProgram Maker(string text) => new CelEnvironment().Declare("text", CelType.String).Compile(text).Program!;

    private CelValue Value(Device device) => CelValue.Of(CelMap.Of(new Dictionary<string, CelValue>(StringComparer.Ordinal)
    {
        ["driver"] = CelValue.Of(device.Driver),
        ["attributes"] = ByDomain(device, device.Body["attributes"u8], AttributeOf),
        ["capacity"] = ByDomain(device, device.Body["capacity"u8], capacity => Made(toQuantity, capacity["value"u8].AsText())),
        ["allowMultipleAllocations"] = CelValue.Of(device.Body["allowMultipleAllocations"u8].AsBool()),
    }));

    /// <summary>Names without a domain are of the driver's.</summary>
    private static CelValue ByDomain(Device device, Node entries, Func<Node, CelValue> read)
    {
        var domains = new Dictionary<string, Dictionary<string, CelValue>>(StringComparer.Ordinal);
        foreach (var entry in entries.Members)
        {
            var (domain, name) = entry.Name.Split('/') is [var d, var n] ? (d, n) : (device.Driver, entry.Name);
            if (!domains.TryGetValue(domain, out var inside)) domains[domain] = inside = new Dictionary<string, CelValue>(StringComparer.Ordinal);
            inside[name] = read(entry.Value);
        }
        return CelValue.Of(new Domains(domains.ToDictionary(d => d.Key, d => CelMap.Of(d.Value), StringComparer.Ordinal)));
    }

    private CelValue AttributeOf(Node attribute)
    {
        if (attribute["string"u8].AsStringOrNull() is { } text) return CelValue.Of(text);
        if (attribute["version"u8].AsStringOrNull() is { } version) return Made(toVersion, version);
        return attribute["bool"u8].AsBoolOrNull() is { } truth ? CelValue.Of(truth) : CelValue.Of(attribute["int"u8].AsInt64());
    }

    private static CelValue Made(CelProgram maker, string text)
    {
        var result = maker.Evaluate(new CelActivation().With("text", CelValue.Of(text)));
        return result.Error is { } error ? CelValue.Error(error.Message) : result.Value;
    }

    /// <summary>A domain that the device says nothing in is an empty one.</summary>
    private sealed class Domains(Dictionary<string, CelMap> domains) : CelMap
    {
        private static readonly CelMap Empty = Of(new Dictionary<string, CelValue>(StringComparer.Ordinal));

        public override int Count => domains.Count;

        public override IEnumerable<CelValue> Keys => domains.Keys.Select(CelValue.Of);

        public override bool TryFind(CelValue key, out CelValue value)
        {
            value = CelValue.Of(domains.GetValueOrDefault(key.AsString(), Empty));
            return true;
        }
    }
}
