package macaw.trainer.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A key that means nothing unless another key of the same object has a value; given all the same, it is refused as a contradiction. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(OnlyWith.All.class)
public @interface OnlyWith {
    /** In place of a value: any number above 0. */
    String ABOVE_0 = "above 0";

    /** The other key. */
    String key();

    /** Its value as it is written in settings, or several of which it has one. */
    String[] value();

    /** Several conditions, each of which must hold. */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** The conditions. */
        OnlyWith[] value();
    }
}
