package dev.aios.core;

import dev.aios.api.ConflictException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The codec that extensions are handed while they are installed; real once all have registered. */
final class LateCodec implements Codec {
  private volatile @Nullable Codec real;

  void is(Codec codec) {
    real = codec;
  }

  private Codec real() {
    Codec codec = real;
    if (codec == null) {
      throw new ConflictException(
          "the codec cannot be used yet: extensions are still being installed; use it in started()");
    }
    return codec;
  }

  @Override
  public Payload encode(@Nullable Object value) {
    return real().encode(value);
  }

  @Override
  public Object decode(Payload payload) {
    return real().decode(payload);
  }

  @Override
  public Json toJson(Object value) {
    return real().toJson(value);
  }

  @Override
  public <T> T fromJson(Json json, Class<T> type) {
    return real().fromJson(json, type);
  }

  @Override
  public Object fromJson(Json json, Type type) {
    return real().fromJson(json, type);
  }

  @Override
  public Json schema(Type type) {
    return real().schema(type);
  }

  @Override
  public <T> T validate(String what, T value) {
    return real().validate(what, value);
  }
}
