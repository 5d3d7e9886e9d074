"""What has to be fast is measured here, side by side with what it is compared to."""
