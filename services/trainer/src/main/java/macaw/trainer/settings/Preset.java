package macaw.trainer.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Values that stand for every key that is not given, where the key {@code preset} names them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Preset.All.class)
public @interface Preset {
    /** What {@code preset} is set to. */
    String name();

    /** Where the values are from, and what the source leaves open. */
    String source();

    /** A JSON object of some of the keys. */
    String values();

    /** All presets of a kind of settings. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** In the order of the record. */
        Preset[] value();
    }
}
