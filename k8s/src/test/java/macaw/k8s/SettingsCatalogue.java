package macaw.k8s;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every setting of every service, read from the interfaces that declare them: what a deployment may set and what it must. A Compose file can
 * be held to it as well as a manifest.
 */
public final class SettingsCatalogue {
    /** The four services. */
    public static final List<String> SERVICES = List.of("labeling", "generator", "reward", "trainer");

    /** What is no setting of a service: the images' entry point reads it. */
    public static final Set<String> OF_THE_IMAGES = Set.of("MACAW_JAVA_OPTIONS", "MACAW_SERVICE");

    /** Those that have to know the store. */
    private static final Set<String> WITH_STORE = Set.of("generator", "reward", "trainer");

    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Map<String, Map<String, Setting>> BY_SERVICE = read();

    private SettingsCatalogue() {}

    /** The settings of one service by environment variable. */
    public static Map<String, Setting> of(String service) {
        return Optional.ofNullable(BY_SERVICE.get(service))
                .orElseThrow(() -> new IllegalArgumentException("no service " + service));
    }

    /** Whether any service knows the variable. */
    public static boolean isKnown(String variable) {
        return BY_SERVICE.values().stream().anyMatch(settings -> settings.containsKey(variable));
    }

    /** What a service's own application.properties and the chassis' say, e.g. {@code macaw.http.port}. */
    public static Properties defaults(String service) {
        var defaults = new Properties();
        load(defaults, "services/chassis/src/main/resources/META-INF/microprofile-config.properties");
        load(defaults, "services/" + service + "/src/main/resources/application.properties");
        return defaults;
    }

    private static void load(Properties into, String file) {
        try (Reader reader = Files.newBufferedReader(ROOT.resolve(file))) {
            into.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Map<String, Setting>> read() {
        Map<String, Map<String, Setting>> all = new LinkedHashMap<>();
        SERVICES.forEach(service -> all.put(service, new TreeMap<>()));
        var classes = new ClassFileImporter()
                .importPackages(
                        "macaw.chassis",
                        "macaw.artefacts",
                        "macaw.topics",
                        "macaw.labeling",
                        "macaw.generator",
                        "macaw.reward",
                        "macaw.trainer");
        for (JavaClass declared : classes) {
            if (declared.isAnnotatedWith(ConfigMapping.class)) {
                Class<?> settings = declared.reflect();
                for (String service : whose(settings)) {
                    collect(
                            settings,
                            settings.getAnnotation(ConfigMapping.class).prefix(),
                            defaults(service),
                            all.get(service));
                }
            }
        }
        return all;
    }

    private static Iterable<String> whose(Class<?> settings) {
        String room = settings.getPackageName().split("\\.")[1];
        if (SERVICES.contains(room)) {
            return Set.of(room);
        }
        return room.equals("artefacts") ? WITH_STORE : SERVICES;
    }

    private static void collect(Class<?> group, String prefix, Properties defaults, Map<String, Setting> into) {
        for (Method method : group.getDeclaredMethods()) {
            if (method.isSynthetic()
                    || java.lang.reflect.Modifier.isStatic(method.getModifiers())
                    || method.isDefault()) {
                continue;
            }
            String name = method.isAnnotationPresent(WithName.class)
                    ? method.getAnnotation(WithName.class).value()
                    : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
            String property = prefix + "." + name;
            Type type = method.getGenericReturnType();
            boolean number = type == OptionalLong.class;
            boolean optional =
                    number || type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
            Class<?> value = number
                    ? long.class
                    : optional
                            ? (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0]
                            : method.getReturnType();
            if (value.isInterface() && value.getPackageName().startsWith("macaw")) {
                collect(value, property, defaults, into);
            } else {
                Optional<String> given = Optional.ofNullable(defaults.getProperty(property))
                        .or(() -> Optional.ofNullable(method.getAnnotation(WithDefault.class))
                                .map(WithDefault::value));
                Setting setting = Setting.of(property, value, !optional && given.isEmpty(), given);
                // where two interfaces declare one, both read it: the text that is good for one is judged
                into.merge(setting.variable(), setting, (one, other) -> one.type() == String.class ? one : other);
            }
        }
    }
}
