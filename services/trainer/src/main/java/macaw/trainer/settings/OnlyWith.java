package macaw.trainer.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A key that means nothing unless another key of the same object has a value; given all the same, it is refused as a contradiction. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnlyWith {
    /** The other key. */
    String key();

    /** Its value as it is written in settings. */
    String value();
}
