package dev.aios.core.internal.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import dev.aios.api.value.Json;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson what it needs to know of records and sealed interfaces without annotations, and
 * hides Jackson's own annotations from it, so that no stored value can widen what is instantiated.
 */
final class PlainIntrospector extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  private final boolean nullsFail;

  /**
   * A view of the types.
   *
   * @param nullsFail whether an explicit null for a component that is not nullable is refused; a
   *     missing one always is
   */
  PlainIntrospector(boolean nullsFail) {
    this.nullsFail = nullsFail;
  }

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
    return isSealed(type.getRawType())
        ? new StdTypeResolverBuilder()
            .init(
                JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, Any.TYPE, null, false, null),
                null)
        : null;
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    return isSealed(type)
        ? Records.permitted(type).stream()
            .map(each -> new NamedType(each, Records.typeId(type, each)))
            .toList()
        : null;
  }

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    RecordComponent component = component(member);
    return component == null ? null : !Records.isNullable(component);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    RecordComponent component = nullsFail ? component(annotated) : null;
    // the JSON literal null is a value of Json
    return component == null || Records.isNullable(component) || component.getType() == Json.class
        ? JsonSetter.Value.empty()
        : JsonSetter.Value.forValueNulls(Nulls.FAIL);
  }

  private static boolean isSealed(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  private static @Nullable RecordComponent component(Annotated annotated) {
    if (!(annotated instanceof AnnotatedParameter parameter)) {
      return null;
    }
    RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
    return components == null || parameter.getOwner().getParameterCount() != components.length
        ? null
        : components[parameter.getIndex()];
  }
}
