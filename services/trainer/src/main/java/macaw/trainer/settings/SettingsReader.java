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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final String PRESET = "preset";

    /**
     * One key as {@code --explain} shows it.
     *
     * @param presets the value that each preset gives it, as JSON; absent where it gives none
     */
    public record Explanation(
            String key,
            String type,
            String meaning,
            String unit,
            String source,
            Optional<String> byDefault,
            SequencedMap<String, String> presets) {}

    /** The settings in a JSON object. */
    public static <R extends Record> R read(String json, Class<R> type) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "the settings are not JSON: " + e.getOriginalMessage(), e);
        }
        return type.cast(record(node, node, type, ""));
    }

    /** The presets of a kind of settings, in the order of the record. */
    public static List<Preset> presets(Class<? extends Record> type) {
        return List.of(type.getAnnotationsByType(Preset.class));
    }

    /** Every key of a kind of settings, in the order of the record; nested keys have a dot. */
    public static List<Explanation> explain(Class<? extends Record> type) {
        List<Explanation> keys = new ArrayList<>();
        SequencedMap<String, JsonNode> presets = new LinkedHashMap<>();
        presets(type).forEach(preset -> presets.put(preset.name(), values(preset)));
        explain(type, "", JSON.createObjectNode(), presets, keys);
        return keys;
    }

    /**
     * @param node what is given, over what a preset and the place say
     * @param given what is given; missing where nothing is
     */
    private static Object record(JsonNode node, JsonNode given, Class<?> type, String path) {
        if (!(node instanceof ObjectNode object)) {
            throw invalid(path.isEmpty() ? "the settings must be a JSON object" : path + " must be a JSON object");
        }
        Set<String> known = new LinkedHashSet<>();
        keys(type, known);
        ObjectNode whole = overPreset(object, type);
        for (String key : (Iterable<String>) whole::fieldNames) {
            if (!known.contains(key)) {
                throw invalid("unknown key " + join(path, key) + "; known are " + String.join(", ", known));
            }
        }
        requireTogether(given, whole, type, path);
        return construct(whole, given, type, path);
    }

    /** A given key that means nothing beside another is a contradiction; one that only a preset gives just means nothing. */
    private static void requireTogether(JsonNode given, ObjectNode whole, Class<?> type, String path) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!given.hasNonNull(component.getName())) {
                continue;
            }
            for (OnlyWith together : component.getAnnotationsByType(OnlyWith.class)) {
                RecordComponent other = Arrays.stream(type.getRecordComponents())
                        .filter(candidate -> candidate.getName().equals(together.key()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(component + " names no key of its record"));
                JsonNode value = valueOrDefault(whole, other, path);
                if (Arrays.stream(together.value()).noneMatch(wanted -> isOf(wanted, value))) {
                    throw invalid(join(path, component.getName()) + " contradicts " + join(path, other.getName()) + " "
                            + value.asText() + ": it wants " + conditionOf(together));
                }
            }
        }
    }

    private static boolean isOf(String wanted, JsonNode value) {
        return wanted.equals(OnlyWith.ABOVE_0)
                ? value.asDouble() > 0
                : value.asText().equals(wanted);
    }

    private static String conditionOf(OnlyWith together) {
        return together.key() + " " + String.join(" or ", together.value());
    }

    /** What is given, over the values of the preset that it names. */
    private static ObjectNode overPreset(ObjectNode given, Class<?> type) {
        Preset[] presets = type.getAnnotationsByType(Preset.class);
        String name = given.path(PRESET).asText("");
        if (presets.length == 0 || name.isEmpty()) {
            return given;
        }
        Preset named = Arrays.stream(presets)
                .filter(preset -> preset.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalid("preset must be one of "
                        + String.join(
                                ", ", Arrays.stream(presets).map(Preset::name).toList()) + ", was " + name));
        return over(values(named), given);
    }

    private static ObjectNode over(ObjectNode below, ObjectNode above) {
        ObjectNode merged = below.deepCopy();
        above.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode inner && merged.get(entry.getKey()) instanceof ObjectNode outer) {
                merged.set(entry.getKey(), over(outer, inner));
            } else if (!value.isNull()) {
                merged.set(entry.getKey(), value);
            }
        });
        return merged;
    }

    private static ObjectNode values(Preset preset) {
        try {
            return (ObjectNode) JSON.readTree(preset.values());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("preset " + preset.name() + " is not JSON", e);
        }
    }

    private static Object construct(ObjectNode object, JsonNode given, Class<?> type, String path) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            arguments[i] = component.isAnnotationPresent(Inlined.class)
                    ? construct(object, given, component.getType(), path)
                    : value(
                            valueOrDefault(object, component, path),
                            given.path(component.getName()),
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

    private static Object value(JsonNode node, JsonNode given, Type type, String path) {
        if (type instanceof ParameterizedType parameterized) {
            Type element = parameterized.getActualTypeArguments()[0];
            if (parameterized.getRawType() == Optional.class) {
                boolean absent = node.isTextual() && node.textValue().isEmpty();
                return absent ? Optional.empty() : Optional.of(value(node, given, element, path));
            }
            if (!node.isArray()) {
                throw invalid(path + " must be a list");
            }
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                values.add(value(node.get(i), given.path(i), element, path + "[" + i + "]"));
            }
            return List.copyOf(values);
        }
        Class<?> scalar = (Class<?>) type;
        if (scalar.isRecord()) {
            return record(node, given, scalar, path);
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

    /**
     * @param defaults of this place, which come before those of the record
     * @param presets what each preset says of this place
     */
    private static void explain(
            Class<?> type,
            String path,
            JsonNode defaults,
            SequencedMap<String, JsonNode> presets,
            List<Explanation> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inlined.class)) {
                explain(component.getType(), path, defaults, presets, keys);
                continue;
            }
            Setting setting = setting(component);
            String key = join(path, component.getName());
            JsonNode ofPlace = defaults.path(component.getName());
            String byDefault = ofPlace.isMissingNode() ? setting.byDefault() : ofPlace.toString();
            SequencedMap<String, JsonNode> ofPresets = new LinkedHashMap<>();
            presets.forEach((name, values) -> {
                if (values.has(component.getName())) {
                    ofPresets.put(name, values.get(component.getName()));
                }
            });
            SequencedMap<String, String> shown = new LinkedHashMap<>();
            ofPresets.forEach((name, value) -> shown.put(name, value.toString()));
            keys.add(new Explanation(
                    key,
                    name(component.getGenericType()),
                    meaning(component),
                    setting.unit(),
                    setting.source(),
                    Optional.of(byDefault).filter(text -> !text.isEmpty()),
                    shown));
            if (component.getType().isRecord()) {
                explain(component.getType(), key, defaultOf(component, byDefault), ofPresets, keys);
            }
        }
    }

    private static String meaning(RecordComponent component) {
        String conditions = Arrays.stream(component.getAnnotationsByType(OnlyWith.class))
                .map(SettingsReader::conditionOf)
                .collect(Collectors.joining(" and "));
        String meaning = setting(component).value();
        return conditions.isEmpty() ? meaning : meaning + " Only with " + conditions + ".";
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

    static String spelling(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static CodedException invalid(String what) {
        return new CodedException(ErrorCode.SETTINGS_INVALID, what);
    }
}
