package dev.aios.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * That a type shows only allowed types to its users: in supertypes, type parameters, and the
 * signatures of public and protected members.
 */
final class ExposedTypes extends ArchCondition<JavaClass> {
  private final List<String> allowed;

  /** Allows types whose package is, or lies under, one of those named. */
  ExposedTypes(String... allowed) {
    super("show only types of " + String.join(", ", allowed));
    this.allowed = List.of(allowed);
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    type.getSuperclass().ifPresent(above -> check(type, "extends", above, events));
    type.getInterfaces().forEach(above -> check(type, "implements", above, events));
    type.getTypeParameters().forEach(one -> checkBounds(type, "is bounded by", one, events));
    for (JavaField field : type.getFields()) {
      if (isVisible(field)) {
        check(type, "has field " + field.getName() + " of", field.getType(), events);
      }
    }
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      if (isVisible(unit)) {
        check(type, unit.getName() + " returns", unit.getReturnType(), events);
        unit.getParameterTypes()
            .forEach(one -> check(type, unit.getName() + " takes", one, events));
        unit.getTypeParameters()
            .forEach(one -> checkBounds(type, unit.getName() + " is bounded by", one, events));
        unit.getExceptionTypes()
            .forEach(one -> check(type, unit.getName() + " throws", one, events));
      }
    }
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
  }

  private void checkBounds(
      JavaClass type, String how, JavaTypeVariable<?> variable, ConditionEvents events) {
    variable.getUpperBounds().forEach(bound -> check(type, how, bound, events));
  }

  private void check(JavaClass type, String how, JavaType shown, ConditionEvents events) {
    Set<JavaClass> raw = new LinkedHashSet<>(shown.getAllInvolvedRawTypes());
    for (JavaClass one : raw) {
      JavaClass base = one.getBaseComponentType();
      if (!isAllowed(base)) {
        events.add(
            SimpleConditionEvent.violated(
                type, type.getName() + ": " + how + " " + base.getName()));
      }
    }
  }

  private boolean isAllowed(JavaClass type) {
    String name = type.getPackageName();
    return type.isPrimitive()
        || (!name.contains(".internal")
            && allowed.stream()
                .anyMatch(under -> name.equals(under) || name.startsWith(under + ".")));
  }
}
