namespace Timonier.Documents;

public readonly partial struct Node
{
    /// <summary>A name and its value in an object.</summary>
    public readonly struct Member
    {
        private readonly Node name;

        internal Member(Node name, Node value)
        {
            this.name = name;
            Value = value;
        }

        public string Name => name.AsString();
        public Node Value { get; }
        public bool NameEquals(ReadOnlySpan<byte> text) => name.TextEquals(text);
        internal bool NameEquals(ReadOnlySpan<char> ascii) => name.TextEqualsAscii(ascii);
    }

    public readonly struct MemberSequence
    {
        private readonly Document? document;
        private readonly int container;

        internal MemberSequence(Document document, int container)
        {
            this.document = document;
            this.container = container;
        }

        public Enumerator GetEnumerator() => new(document, container);

        public struct Enumerator
        {
            private readonly Document? document;
            private readonly int end;
            private int next;

            internal Enumerator(Document? document, int container)
            {
                this.document = document;
                next = container + 1;
                end = document is null ? 0 : document.TokenAt(container).Next;
            }

            public Member Current { get; private set; }

            public bool MoveNext()
            {
                if (next >= end) return false;
                Current = new Member(new Node(document!, next), new Node(document!, next + 1));
                next = document!.TokenAt(next + 1).Next;
                return true;
            }
        }
    }

    public readonly struct ItemSequence
    {
        private readonly Document? document;
        private readonly int container;

        internal ItemSequence(Document document, int container)
        {
            this.document = document;
            this.container = container;
        }

        public Enumerator GetEnumerator() => new(document, container);

        public struct Enumerator
        {
            private readonly Document? document;
            private readonly int end;
            private int next;

            internal Enumerator(Document? document, int container)
            {
                this.document = document;
                next = container + 1;
                end = document is null ? 0 : document.TokenAt(container).Next;
            }

            public Node Current { get; private set; }

            public bool MoveNext()
            {
                if (next >= end) return false;
                Current = new Node(document!, next);
                next = document!.TokenAt(next).Next;
                return true;
            }
        }
    }
}
