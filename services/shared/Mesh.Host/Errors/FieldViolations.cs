using System.Globalization;

namespace Mesh.Host.Errors;

/// <summary>
/// Collects every wrong field of one request, so that the caller hears of all of them at once. A parser is handed one collector and
/// passes <see cref="At(string)"/> views of it down to the parsers of nested messages; all views fill the same list. A view costs one
/// small object, its path is only spelled out when a violation is added. Not safe for use by several threads.
/// </summary>
public sealed class FieldViolations
{
    private const int NoIndex = -1;

    private readonly List<FieldViolation> _found;
    private readonly FieldViolations? _parent;
    private readonly string _name;
    private readonly int _index;

    public FieldViolations()
        : this([], parent: null, name: "", NoIndex)
    {
    }

    private FieldViolations(List<FieldViolation> found, FieldViolations? parent, string name, int index)
    {
        _found = found;
        _parent = parent;
        _name = name;
        _index = index;
    }

    /// <summary>Says whether nothing wrong has been found so far, in this view or in any other of the same request.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>Everything found so far in the whole request, in the order it was added.</summary>
    public IReadOnlyList<FieldViolation> All => _found;

    /// <summary>Returns a view whose paths begin with the field <paramref name="name"/> of this view.</summary>
    public FieldViolations At(string name) => new(_found, this, name, NoIndex);

    /// <summary>Returns a view whose paths begin with element <paramref name="index"/> (from zero) of the repeated field.</summary>
    public FieldViolations At(string name, int index) => new(_found, this, name, index);

    /// <summary>Adds a violation of the field <paramref name="name"/> of this view; empty means the view's own message.</summary>
    public void Add(string name, string description) => _found.Add(new FieldViolation(PathTo(name, NoIndex), description));

    /// <summary>Adds a violation of element <paramref name="index"/> (from zero) of the repeated field <paramref name="name"/>.</summary>
    public void Add(string name, int index, string description) => _found.Add(new FieldViolation(PathTo(name, index), description));

    /// <summary>Throws one INVALID_ARGUMENT that names every violation; returns when there is none.</summary>
    /// <param name="reason">The service's own reason for an unreadable request, in SCREAMING_SNAKE case.</param>
    /// <exception cref="ServiceException">At least one violation has been added.</exception>
    public void ThrowIfAny(string reason)
    {
        if (IsEmpty)
        {
            return;
        }

        var fields = _found.Count == 1 ? "1 field is" : string.Create(CultureInfo.InvariantCulture, $"{_found.Count} fields are");
        throw ServiceError.InvalidArgument(reason, $"{fields} wrong; nothing was changed.", _found).AsException();
    }

    private string PathTo(string name, int index)
    {
        var step = index == NoIndex ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");
        if (_parent is null)
        {
            return step;
        }

        var path = _parent.PathTo(_name, _index);
        return step.Length == 0 ? path : path.Length == 0 ? step : $"{path}.{step}";
    }
}
