namespace Timonier.Cel;

/// <summary>
/// Named expressions of a policy, read by later expressions as fields of one variable (<c>variables.x</c>). Each is
/// evaluated when it is first read, once for a request, and its cost is that request's.
/// </summary>
public sealed class CelComposition(string name = "kubernetes.variables") : CelObjectType(name)
{
    private readonly Dictionary<string, CelCompilation> members = new(StringComparer.Ordinal);

    /// <summary>The type to declare the variable with; it gains a field with each <see cref="Add"/>.</summary>
    public CelType Type => CelType.Object(this);

    /// <summary>Adds a variable; one that does not compile is there all the same, and has an error for a value.</summary>
    public void Add(string variable, CelCompilation compilation) => members[variable] = compilation;

    public override CelField? Find(string name) => members.TryGetValue(name, out var member) ? new CelField(name, member.Program?.ResultType ?? CelType.Dyn) : null;

    /// <summary>The variables of one request. Not for use by several threads at once.</summary>
    /// <param name="activation">All other variables.</param>
    /// <param name="variable">The name under which the expressions read each other.</param>
    public Values Begin(ICelActivation activation, string variable = "variables", long budget = CelCostLimits.PerObject, CancellationToken cancellation = default) =>
        new(this, activation, variable, budget, cancellation);

    public sealed class Values : ICelActivation
    {
        private readonly CelComposition composition;
        private readonly ICelActivation others;
        private readonly string variable;
        private readonly long budget;
        private readonly CancellationToken cancellation;
        private readonly Dictionary<string, CelValue> found = new(StringComparer.Ordinal);
        private readonly CelValue fields;

        internal Values(CelComposition composition, ICelActivation others, string variable, long budget, CancellationToken cancellation)
        {
            this.composition = composition;
            this.others = others;
            this.variable = variable;
            this.budget = budget;
            this.cancellation = cancellation;
            fields = CelValue.Of(new FieldMap(this));
        }

        /// <summary>What the variables that were read have cost so far.</summary>
        public long Cost { get; private set; }

        /// <summary>Why the budget stopped a variable, or why nobody waits any more; null otherwise.</summary>
        public CelError? Stop { get; private set; }

        public bool TryFind(string name, out CelValue value)
        {
            value = fields;
            return name == variable || others.TryFind(name, out value);
        }

        private bool TryRead(string name, out CelValue value)
        {
            if (found.TryGetValue(name, out value)) return true;
            if (!composition.members.TryGetValue(name, out var member)) return false;
            value = found[name] = member.Program is { } program ? Evaluate(name, program) : CelValue.Error($"composited variable \"{name}\" fails to compile: {member.Failure}");
            return true;
        }

        private CelValue Evaluate(string name, CelProgram program)
        {
            // An expression only sees those before it, so none can ask for itself.
            var result = program.Evaluate(this, Math.Min(CelCostLimits.PerCall, budget - Cost), cancellation);
            Cost += result.Cost;
            if (result.Error is { Failure: not CelFailure.Evaluation } stop) Stop ??= stop;
            return result.Error is { } error ? CelValue.Error($"composited variable \"{name}\" fails to evaluate: {error.Message}") : result.Value;
        }

        private sealed class FieldMap(Values values) : CelMap
        {
            public override CelType Type => values.composition.Type;

            public override int Count => values.composition.members.Count;

            public override IEnumerable<CelValue> Keys => values.composition.members.Keys.Select(CelValue.Of);

            public override bool TryFind(CelValue key, out CelValue value)
            {
                value = default;
                return key.Kind == CelKind.String && values.TryRead(key.AsString(), out value);
            }
        }
    }
}
