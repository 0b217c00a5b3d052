"""What maintains the project and is not part of the package."""
