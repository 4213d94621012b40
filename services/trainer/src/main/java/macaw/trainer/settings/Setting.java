package macaw.trainer.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a settings record means. Its key is its name. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** One sentence. */
    String value();

    /** What it is counted in; empty for names and pure numbers. */
    String unit() default "";

    /** Where the default or the method comes from. */
    String source() default "";

    /** The value, as JSON, of a key that is left out; empty when it must not be left out. */
    String byDefault() default "";
}
