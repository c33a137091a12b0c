package dev.aios.core.internal.codec;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/**
 * Checks Jakarta constraints by Hibernate Validator, on a value and all records within it, with or
 * without {@code @Valid}. The validator takes long to make, so it is made when the first type with
 * a constraint comes.
 */
final class Constraints {
  private static final String INCLUSIVE = "${inclusive == true ? 'or equal to ' : ''}";

  /** Which records have constraints of their own. */
  private final ClassValue<Boolean> constrained =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isConstrained(type);
        }
      };

  private @Nullable Validator validator;

  List<String> violations(@Nullable Object value) {
    List<String> found = new ArrayList<>();
    walk("", value, found);
    return found;
  }

  private void walk(String path, @Nullable Object value, List<String> found) {
    if (value instanceof Record) {
      Class<?> type = value.getClass();
      if (constrained.get(type)) {
        check(path, value, found);
      }
      for (RecordComponent each : type.getRecordComponents()) {
        if (mayHoldRecords(each.getType())) {
          walk(join(path, each.getName()), Records.get(each, value), found);
        }
      }
    } else if (value instanceof Collection<?> collection) {
      int i = 0;
      for (Object each : collection) {
        walk(path + "[" + i++ + "]", each, found);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> walk(path + "[" + key + "]", each, found));
    } else if (value instanceof Optional<?> optional) {
      walk(path, optional.orElse(null), found);
    } else if (value instanceof Object[] array) {
      walk(path, Arrays.asList(array), found);
    }
  }

  private static boolean mayHoldRecords(Class<?> type) {
    return !type.isPrimitive() && !type.isEnum() && !PlainData.VALUES.contains(type);
  }

  private void check(String path, Object value, List<String> found) {
    validator().validate(value).stream()
        .map(each -> describe(path, each))
        .sorted()
        .forEach(found::add);
  }

  private static String describe(String path, ConstraintViolation<Object> violation) {
    String at = violation.getPropertyPath().toString().replace(".<list element>", "");
    String where = at.isEmpty() ? path : join(path, at);
    // The two messages of Jakarta Validation that need an expression language, done without one.
    boolean inclusive =
        Boolean.TRUE.equals(violation.getConstraintDescriptor().getAttributes().get("inclusive"));
    String message = violation.getMessage().replace(INCLUSIVE, inclusive ? "or equal to " : "");
    return where.isEmpty() ? message : where + " " + message;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private synchronized Validator validator() {
    if (validator == null) {
      validator =
          Validation.byProvider(HibernateValidator.class)
              .configure()
              .defaultLocale(Locale.ENGLISH)
              // Plain parameters only: no expression language over values from outside.
              .messageInterpolator(new ParameterMessageInterpolator())
              .traversableResolver(new OneRecord())
              .buildValidatorFactory()
              .getValidator();
    }
    return validator;
  }

  /** One record at a time: {@link #walk} goes on to those within. */
  private static final class OneRecord implements TraversableResolver {
    @Override
    public boolean isReachable(
        @Nullable Object on, Path.Node node, Class<?> root, Path path, ElementType type) {
      return true;
    }

    @Override
    public boolean isCascadable(
        @Nullable Object on, Path.Node node, Class<?> root, Path path, ElementType type) {
      return false;
    }
  }

  private static boolean isConstrained(Class<?> type) {
    return isConstrained((AnnotatedElement) type)
        || Arrays.stream(type.getRecordComponents())
            .anyMatch(
                each ->
                    isConstrained(each.getAccessor())
                        || isConstrained(each.getAnnotatedType())
                        || isConstrainedField(type, each.getName()));
  }

  private static boolean isConstrainedField(Class<?> type, String name) {
    try {
      return isConstrained(type.getDeclaredField(name));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a component without a field: " + name, e);
    }
  }

  private static boolean isConstrained(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations()).anyMatch(Constraints::isConstraint);
  }

  private static boolean isConstrained(AnnotatedType type) {
    if (isConstrained((AnnotatedElement) type)) {
      return true;
    }
    if (type instanceof AnnotatedArrayType array) {
      return isConstrained(array.getAnnotatedGenericComponentType());
    }
    return type instanceof AnnotatedParameterizedType generic
        && Arrays.stream(generic.getAnnotatedActualTypeArguments())
            .anyMatch(Constraints::isConstrained);
  }

  private static boolean isConstraint(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    // Repeated constraints stand in a container within their own type: @Pattern.List.
    Class<?> repeated = type.getEnclosingClass();
    return type.isAnnotationPresent(Constraint.class)
        || (repeated != null && repeated.isAnnotationPresent(Constraint.class));
  }
}
