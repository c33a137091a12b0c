package dev.aios.tests.build;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Finds what a user can see and nobody has described.
 *
 * <p>javac's own lint for this cannot be used: on JDK 17 it wants the parameters described on a
 * record's compact constructor, where they would be said a second time, and not on the record.
 */
final class MissingJavadoc extends TreePathScanner<Void, Boolean> {
  private final DocTrees docs;
  private final CompilationUnitTree file;
  private final List<String> faults = new ArrayList<>();

  private MissingJavadoc(DocTrees docs, CompilationUnitTree file) {
    this.docs = docs;
    this.file = file;
  }

  static List<String> in(DocTrees docs, CompilationUnitTree file) {
    MissingJavadoc finder = new MissingJavadoc(docs, file);
    finder.scan(file, true);
    return finder.faults;
  }

  /** Visits a type; {@code open} says that everything around it can be seen. */
  @Override
  public Void visitClass(ClassTree type, Boolean open) {
    if (!open || !visible(type.getModifiers())) {
      return null;
    }
    Set<String> parameters = typeParameters(type.getTypeParameters());
    if (type.getKind() == Tree.Kind.RECORD) {
      components(type).forEach(parameters::add);
    }
    check(type.getSimpleName().toString(), parameters, false);
    for (Tree member : type.getMembers()) {
      scan(member, true);
    }
    return null;
  }

  @Override
  public Void visitMethod(MethodTree method, Boolean open) {
    boolean constructor = method.getReturnType() == null;
    if (!visible(method.getModifiers())
        || overrides(method.getModifiers())
        || (constructor && inRecord())
        || generated(method)) {
      return null;
    }
    Set<String> parameters = typeParameters(method.getTypeParameters());
    method.getParameters().forEach(p -> parameters.add(p.getName().toString()));
    boolean answers = !constructor && !method.getReturnType().toString().equals("void");
    check(method.getName() + "()", parameters, answers);
    return null;
  }

  @Override
  public Void visitVariable(VariableTree field, Boolean open) {
    boolean component = inRecord() && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    if (visible(field.getModifiers()) && !component) {
      check(field.getName().toString(), Set.of(), false);
    }
    return null;
  }

  private void check(String name, Set<String> parameters, boolean answers) {
    DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
    if (comment == null) {
      fault(name + " has no Javadoc");
      return;
    }
    Set<String> missing = new TreeSet<>(parameters);
    boolean answered = comment.getFirstSentence().stream().anyMatch(ReturnTree.class::isInstance);
    for (DocTree tag : comment.getBlockTags()) {
      if (tag instanceof ParamTree parameter) {
        String described = parameter.getName().toString();
        missing.remove(parameter.isTypeParameter() ? "<" + described + ">" : described);
      }
      answered |= tag instanceof ReturnTree;
    }
    missing.forEach(parameter -> fault(name + " has no @param " + parameter));
    if (answers && !answered) {
      fault(name + " has no @return");
    }
  }

  private void fault(String what) {
    long position = docs.getSourcePositions().getStartPosition(file, getCurrentPath().getLeaf());
    faults.add(
        file.getSourceFile().getName()
            + ":"
            + file.getLineMap().getLineNumber(Math.max(position, 0))
            + " "
            + what);
  }

  private boolean visible(ModifiersTree modifiers) {
    Set<Modifier> flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED)
        || (inside(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE)
            && !flags.contains(Modifier.PRIVATE));
  }

  private static boolean overrides(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .map(AnnotationTree::getAnnotationType)
        .anyMatch(type -> type.toString().equals("Override"));
  }

  /** Whether the parser made it up: a default constructor has no place in the text. */
  private boolean generated(MethodTree method) {
    return docs.getSourcePositions().getEndPosition(file, method) < 0;
  }

  private boolean inRecord() {
    return inside(Tree.Kind.RECORD);
  }

  private boolean inside(Tree.Kind... kinds) {
    TreePath around = getCurrentPath().getParentPath();
    return around != null && Stream.of(kinds).anyMatch(around.getLeaf().getKind()::equals);
  }

  private static Stream<String> components(ClassTree type) {
    return type.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
        .map(field -> field.getName().toString());
  }

  private static Set<String> typeParameters(List<? extends TypeParameterTree> parameters) {
    return parameters.stream()
        .map(parameter -> "<" + parameter.getName() + ">")
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
