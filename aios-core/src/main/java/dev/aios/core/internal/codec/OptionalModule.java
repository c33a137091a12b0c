package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.type.ReferenceType;
import com.fasterxml.jackson.datatype.jdk8.OptionalSerializer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is in an optional of a sealed interface by its own class. Jackson writes it by the
 * declared one where that is part of the type of the whole value, as in a list of optionals: the
 * interface has no properties, and nothing but the type's name would be written. (What is in
 * collections and maps it writes rightly.)
 */
final class OptionalModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addSerializers(
        new Serializers.Base() {
          @Override
          public @Nullable JsonSerializer<?> findReferenceSerializer(
              SerializationConfig config,
              ReferenceType type,
              BeanDescription description,
              @Nullable TypeSerializer named,
              @Nullable JsonSerializer<Object> content) {
            return type.hasRawClass(Optional.class) && named != null
                ? new ByItsClass(type, named, content)
                : null;
          }
        });
  }

  private static final class ByItsClass extends OptionalSerializer {
    private static final long serialVersionUID = 1L;

    ByItsClass(ReferenceType type, TypeSerializer named, @Nullable JsonSerializer<Object> content) {
      super(type, false, named, content);
    }

    @Override
    protected boolean _useStatic(
        SerializerProvider provider, BeanProperty property, JavaType referred) {
      return false;
    }
  }
}
