package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Whatever a user of the library meets says in a sentence what it is. */
class PublicApiTest {

  private static final Path SOURCES = Path.of("src/main/java/org/cryoudl");

  /** The packages that docs/library.md names. */
  private static final List<String> ENTRY_PACKAGES =
      List.of(
          "alignment",
          "alignment/plan",
          "alignment/result",
          "evaluation/poses",
          "failure",
          "geometry",
          "image",
          "io",
          "io/particles",
          "metadata",
          "network/model",
          "parallel",
          "pipeline/align",
          "pipeline/align/output",
          "pipeline/synthesize",
          "progress");

  @Test
  void thePageNamesThesePackages() throws IOException {
    String page = Files.readString(Path.of("docs/library.md"));
    String table = page.substring(page.indexOf("## Packages to use"), page.indexOf("## Align a"));
    for (String name : ENTRY_PACKAGES) {
      assertTrue(table.contains("`" + name.replace('/', '.') + "`"), name + " is not in the table");
    }
  }

  @Test
  void everythingPublicOfTheEntryPackagesIsDescribed() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : ENTRY_PACKAGES) {
      try (Stream<Path> all = Files.list(SOURCES.resolve(name))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Scanner scanner = new Scanner(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      assertTrue(scanner.described > 200, "only " + scanner.described + " were found");
      assertEquals(List.of(), scanner.bare);
    }
  }

  /** Walks over what is public, in types that are public. */
  private static final class Scanner extends TreePathScanner<Void, Void> {

    private final DocTrees docs;
    private final List<String> bare = new ArrayList<>();
    private int described;

    Scanner(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (!isPublic(type.getModifiers())) {
        return null;
      }
      check(type.getSimpleName().toString());
      return super.visitClass(type, nothing);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
      // What a record's constructor takes is described with the record.
      boolean ofRecord =
          method.getName().contentEquals("<init>")
              && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
      if (isPublic(method.getModifiers()) && !overrides && !ofRecord) {
        check(method.getName().toString());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
      if (field.getModifiers().getFlags().contains(Modifier.STATIC)
          && isPublic(field.getModifiers())
          && getCurrentPath().getParentPath().getLeaf().getKind() != Tree.Kind.ENUM) {
        check(field.getName().toString());
      }
      return null;
    }

    /** Members of interfaces are public without a word. */
    private boolean isPublic(ModifiersTree modifiers) {
      Tree around = getCurrentPath().getParentPath().getLeaf();
      boolean inInterface =
          around.getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE);
      return inInterface || modifiers.getFlags().contains(Modifier.PUBLIC);
    }

    private void check(String name) {
      String text = docs.getDocComment(getCurrentPath());
      if (text == null || text.isBlank()) {
        Path file = Path.of(getCurrentPath().getCompilationUnit().getSourceFile().getName());
        bare.add(file.getFileName() + ": " + name);
      } else {
        described++;
      }
    }
  }
}
