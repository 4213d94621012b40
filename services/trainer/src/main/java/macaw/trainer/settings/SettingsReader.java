package macaw.trainer.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * From JSON to a settings record. A key that no component has, that stands there twice, is missing, or has the wrong type is refused by name with
 * SETTINGS_INVALID; ranges and contradictions are the record's own business.
 */
public final class SettingsReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SettingsReader() {}

    /** One key as {@code --explain} shows it. */
    public record Explanation(
            String key, String type, String meaning, String unit, String source, Optional<String> byDefault) {}

    /** The settings in a JSON object. */
    public static <R extends Record> R read(String json, Class<R> type) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "the settings are not JSON: " + e.getOriginalMessage(), e);
        }
        return type.cast(record(node, type, ""));
    }

    /** Every key of a kind of settings, in the order of the record; nested keys have a dot. */
    public static List<Explanation> explain(Class<? extends Record> type) {
        List<Explanation> keys = new ArrayList<>();
        explain(type, "", JSON.createObjectNode(), keys);
        return keys;
    }

    private static Object record(JsonNode node, Class<?> type, String path) {
        if (!(node instanceof ObjectNode object)) {
            throw invalid(path.isEmpty() ? "the settings must be a JSON object" : path + " must be a JSON object");
        }
        Set<String> known = new LinkedHashSet<>();
        keys(type, known);
        for (String key : (Iterable<String>) object::fieldNames) {
            if (!known.contains(key)) {
                throw invalid("unknown key " + join(path, key) + "; known are " + String.join(", ", known));
            }
        }
        return construct(object, type, path);
    }

    private static Object construct(ObjectNode object, Class<?> type, String path) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            arguments[i] = component.isAnnotationPresent(Inlined.class)
                    ? construct(object, component.getType(), path)
                    : value(
                            valueOrDefault(object, component, path),
                            component.getGenericType(),
                            join(path, component.getName()));
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof CodedException refused) {
                throw refused;
            }
            throw new IllegalStateException(type + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private static JsonNode valueOrDefault(ObjectNode object, RecordComponent component, String path) {
        JsonNode given = object.get(component.getName());
        String byDefault = setting(component).byDefault();
        boolean isGiven = given != null && !given.isNull();
        if (!isGiven && byDefault.isEmpty()) {
            throw invalid(join(path, component.getName()) + " is missing: "
                    + setting(component).value());
        }
        if (isGiven && (byDefault.isEmpty() || !given.isObject())) {
            return given;
        }
        JsonNode ofDefault = defaultOf(component, byDefault);
        if (isGiven && ofDefault instanceof ObjectNode keys) {
            // keys that are left out of a given object keep the defaults of this place
            return keys.setAll((ObjectNode) given);
        }
        return isGiven ? given : ofDefault;
    }

    private static JsonNode defaultOf(RecordComponent component, String byDefault) {
        try {
            return JSON.readTree(byDefault);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the default of " + component + " is not JSON", e);
        }
    }

    private static Object value(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType parameterized) {
            Type element = parameterized.getActualTypeArguments()[0];
            if (parameterized.getRawType() == Optional.class) {
                boolean absent = node.isTextual() && node.textValue().isEmpty();
                return absent ? Optional.empty() : Optional.of(value(node, element, path));
            }
            if (!node.isArray()) {
                throw invalid(path + " must be a list");
            }
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                values.add(value(node.get(i), element, path + "[" + i + "]"));
            }
            return List.copyOf(values);
        }
        Class<?> scalar = (Class<?>) type;
        if (scalar.isRecord()) {
            return record(node, scalar, path);
        }
        if (scalar.isEnum()) {
            return constant(node, scalar, path);
        }
        if (scalar == int.class && node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        if (scalar == long.class && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (scalar == double.class && node.isNumber()) {
            return node.doubleValue();
        }
        if (scalar == boolean.class && node.isBoolean()) {
            return node.booleanValue();
        }
        if (scalar == String.class && node.isTextual()) {
            return node.textValue();
        }
        throw invalid(path + " must be " + name(type) + ", was " + node);
    }

    private static Object constant(JsonNode node, Class<?> type, String path) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> node.isTextual() && spelling(constant).equals(node.textValue()))
                .findFirst()
                .orElseThrow(() -> invalid(path + " must be " + name(type) + ", was " + node));
    }

    private static void keys(Class<?> type, Set<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inlined.class)) {
                keys(component.getType(), keys);
            } else if (!keys.add(component.getName())) {
                throw new IllegalStateException(type + " has two keys " + component.getName());
            }
        }
    }

    /** @param defaults of this place, which come before those of the record */
    private static void explain(Class<?> type, String path, JsonNode defaults, List<Explanation> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inlined.class)) {
                explain(component.getType(), path, defaults, keys);
                continue;
            }
            Setting setting = setting(component);
            String key = join(path, component.getName());
            JsonNode ofPlace = defaults.path(component.getName());
            String byDefault = ofPlace.isMissingNode() ? setting.byDefault() : ofPlace.toString();
            keys.add(new Explanation(
                    key,
                    name(component.getGenericType()),
                    setting.value(),
                    setting.unit(),
                    setting.source(),
                    Optional.of(byDefault).filter(text -> !text.isEmpty())));
            if (component.getType().isRecord()) {
                explain(component.getType(), key, defaultOf(component, byDefault), keys);
            }
        }
    }

    private static Setting setting(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Setting.class))
                .orElseThrow(() -> new IllegalStateException(component + " is not explained"));
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            String element = name(parameterized.getActualTypeArguments()[0]);
            return parameterized.getRawType() == Optional.class ? element + " or \"\"" : "a list of " + element;
        }
        Class<?> scalar = (Class<?>) type;
        if (scalar.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(scalar.getEnumConstants())
                                    .map(SettingsReader::spelling)
                                    .toList());
        }
        if (scalar.isRecord()) {
            return "an object";
        }
        return scalar == String.class
                ? "a string"
                : scalar == boolean.class ? "true or false" : scalar == double.class ? "a number" : "a whole number";
    }

    private static String spelling(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, what);
    }
}
