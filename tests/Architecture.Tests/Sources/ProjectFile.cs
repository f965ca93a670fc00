using System.Xml.Linq;

namespace Mesh.Architecture.Tests.Sources;

/// <summary>What a project file refers to.</summary>
public sealed class ProjectFile
{
    private readonly XDocument _document;

    public ProjectFile(SourceFile file)
    {
        File = file;
        _document = XDocument.Parse(file.Text);
    }

    public SourceFile File { get; }

    public string Name => File.Name;

    public IEnumerable<string> Projects =>
        Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public IEnumerable<string> Packages => Includes("PackageReference");

    public bool IsPure => _document.Descendants("MeshPure").Any(element => element.Value == "true");

    private IEnumerable<string> Includes(string element) => _document.Descendants(element).Select(item => item.Attribute("Include")!.Value);
}
